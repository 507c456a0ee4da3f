// A street, improved where scripts run: addresses like what is typed, in a list below (WAI-ARIA, editable combobox
// with list autocomplete). Without it, or when the service is silent, the page's own inputs are all there is.

// After the last key; and the lengths that the server takes (engine/geography/addresses.py).
const PAUSE = 250;
const SHORTEST = 3;
const LONGEST = 120;

let pressed = false;
for (const [name, now] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) {
  document.addEventListener(name, () => (pressed = now), true);
}

for (const input of document.querySelectorAll("input[data-addresses]")) propose(input);

function propose(input) {
  const said = input.dataset;
  const list = make("ul", { id: `${input.id}-l`, role: "listbox", className: "proposed", hidden: true });
  list.setAttribute("aria-label", said.name);
  const status = make("p", { role: "status", className: "sr" });
  const hint = make("p", { id: `${input.id}-a`, className: "sr", textContent: said.hint });
  input.after(list, status, hint);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") || ""} ${hint.id}`.trim());

  let found = [];
  let active = -1;
  let timer = 0;
  let asking = null;
  // What a choice wrote, by input: the next choice takes away what it does not replace, if nobody changed it.
  let written = new Map();

  // A browser that fills the form by itself tells no inputType: nobody is typing, and nothing is asked.
  input.addEventListener("input", (event) => {
    const text = input.value.trim();
    const asks = event.inputType && text.length >= SHORTEST && text.length <= LONGEST;
    forget();
    tell("");
    if (!asks) return drop();
    // What is shown stays until the next answer: a page that jumps at each key cannot be read.
    move(-1);
    timer = setTimeout(ask, PAUSE, text);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!found.length) return;
      event.preventDefault();
      if (event.altKey) return event.key === "ArrowUp" ? close() : show();
      if (!open) show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // The text itself stands before the first and after the last.
      move(((active + 1 + step + found.length + 1) % (found.length + 1)) - 1);
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      take(found[active]);
    } else if (event.key === "Escape" && (open || asking || timer)) {
      event.preventDefault();
      stop();
      tell("");
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      move(-1);
    }
  });

  // A press on the list leaves the focus where it is, so that it does not close before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(found[[...list.children].indexOf(option)]);
  });
  // What is being pressed elsewhere must not move under the finger: the list closes after it.
  input.addEventListener("blur", () => {
    forget();
    const later = () => setTimeout(() => document.activeElement === input || close(), 100);
    if (pressed) document.addEventListener("pointerup", later, { once: true });
    else later();
  });

  async function ask(text) {
    timer = 0;
    const mine = new AbortController();
    asking = mine;
    const body = new URLSearchParams({ _csrf: input.form.elements._csrf.value, texte: text });
    try {
      const reply = await fetch(said.addresses, { method: "POST", body, signal: mine.signal, redirect: "error" });
      const addresses = reply.status === 200 ? (await reply.json()).addresses : null;
      if (asking === mine) addresses ? offer(addresses) : drop();
    } catch {
      // Aborted by the next key, or no connection: the person goes on typing.
      if (asking === mine) drop();
    }
    if (asking === mine) asking = null;
  }

  function offer(addresses) {
    move(-1);
    found = addresses;
    const options = found.map((one, index) => {
      const option = make("li", { id: `${list.id}-${index + 1}`, role: "option", textContent: one.said });
      option.setAttribute("aria-selected", "false");
      return option;
    });
    list.replaceChildren(...options);
    found.length ? show() : close();
    const words = found.length > 1 ? said.many.replace("{n}", found.length) : found.length ? said.one : said.none;
    tell(words);
  }

  function take(one) {
    const head = input.name.slice(0, input.name.lastIndexOf(".") + 1);
    const fill = new Map(Object.entries(one.fill).map(([name, value]) => [head + name, value]));
    for (const [name, value] of written) {
      if (!fill.has(name) && named(name).some((one) => one.value === value)) put(name, "");
    }
    // A town's code belongs to the name beside it: without one, none may stay.
    if (!fill.has(`${head}commune.code`)) put(`${head}commune.code`, "");
    for (const [name, value] of fill) put(name, value);
    written = new Map([...fill].filter(([name]) => name !== input.name));
    forget();
    drop();
    input.focus();
    tell(said.taken.replace("{address}", () => one.said), "hint");
  }

  function named(name) {
    return [...input.form.elements].filter((one) => one.name === name);
  }

  // Inputs bear their paths, and one that this page does not ask is left alone; but a town's code stands beside the
  // town's name, hidden, or as the choice among several of that name.
  function put(name, value) {
    const controls = named(name);
    const plain = controls.find((one) => one.type !== "radio");
    let placed = Boolean(plain);
    if (plain) plain.value = value;
    if (plain && plain.type === "hidden" && !value) plain.remove();
    for (const one of controls) {
      if (one.type !== "radio") continue;
      one.checked = one.value === value;
      placed ||= one.checked;
    }
    if (placed || !value || !name.endsWith(".code")) return;
    const town = named(name.slice(0, -".code".length)).find((one) => one.type === "text");
    if (town) town.after(make("input", { type: "hidden", name, value }));
  }

  function show() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    move(-1);
  }

  function move(index) {
    active = index;
    for (const [rank, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(rank === index));
    }
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  function drop() {
    found = [];
    close();
    list.replaceChildren();
  }

  // No question waits any more, and no answer is heard.
  function forget() {
    clearTimeout(timer);
    timer = 0;
    if (asking) asking.abort();
    asking = null;
  }

  function stop() {
    forget();
    close();
  }

  function tell(words, look = "sr") {
    status.textContent = words;
    status.className = look;
  }
}

function make(tag, properties) {
  const { role, ...others } = properties;
  const element = Object.assign(document.createElement(tag), others);
  if (role) element.setAttribute("role", role);
  return element;
}
