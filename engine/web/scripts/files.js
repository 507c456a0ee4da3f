// Files, improved where scripts run; without it the page's own buttons send them, and « Actualiser » shows them.
"use strict";

// What is chosen is sent at once, file by file, with its progress; a connection that breaks is tried again, and what has
// arrived stays. The page's own post is used: the reply is the page, of which the question's part is put in place.
const PAUSES = [2, 5, 10, 20, 30, 60];
let busy = 0;

document.addEventListener("change", (event) => {
  const input = event.target;
  const place = input.matches("input[type=file]") && input.closest("[data-files]");
  if (place && input.files.length) sendAll(place, input);
});

document.addEventListener("submit", (event) => {
  if (!busy) return;
  event.preventDefault();
  const said = document.querySelector("[data-said]");
  said.textContent = said.closest("[data-files]").dataset.wait;
});

window.addEventListener("beforeunload", (event) => {
  if (busy) event.preventDefault();
});

async function sendAll(place, input) {
  const id = input.id;
  const files = [...input.files];
  const refused = [];
  input.value = "";
  busy += 1;
  told(place).text.className = "";
  for (const file of files) {
    input = document.getElementById(id);
    const reply = await send(place, input, file);
    if (!reply) {
      refused.push(place.dataset.failed.replace("{name}", file.name));
      break;
    }
    const wrong = reply.getElementById(`${id}-e`);
    if (wrong) refused.push(wrong.textContent.trim());
    place = put(place, reply, id);
  }
  busy -= 1;
  const said = told(place);
  said.bar.remove();
  said.text.textContent = refused.length ? refused.join(" ") : place.dataset.done;
  // What the question itself says of the last file is not shown twice, only said.
  said.text.className = refused.length === 1 && document.getElementById(`${id}-e`) ? "sr" : "";
  document.getElementById(id).focus();
}

async function send(place, input, file) {
  const had = count(place);
  const form = input.form;
  for (const pause of [...PAUSES, 0]) {
    const reply = await post(place, input, form, file);
    if (reply) return reply;
    if (!pause) return null;
    told(place).text.textContent = place.dataset.again.replace("{name}", file.name);
    await new Promise((done) => setTimeout(done, pause * 1000));
    // The file may have arrived although its answer did not.
    const now = await shown(address(form));
    if (now && count(region(now, input.id)) > had) return now;
  }
  return null;
}

function post(place, input, form, file) {
  const data = new FormData(form);
  for (const one of form.querySelectorAll("input[type=file]")) data.delete(one.name);
  data.append(input.name, file);
  data.append("action", place.dataset.files);
  const said = told(place);
  let step = -1;
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => {
      const percent = event.total ? Math.floor((100 * event.loaded) / event.total) : 0;
      said.bar.value = percent;
      if (Math.floor(percent / 25) > step) {
        step = Math.floor(percent / 25);
        const text = place.dataset.sending.replace("{name}", file.name).replace("{percent}", percent);
        said.text.textContent = text;
      }
    };
    request.onloadend = () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      done(region(page, input.id) ? page : null);
    };
    request.open("POST", address(form));
    request.send(data);
  });
}

// Not `form.action`: the page's buttons bear that name.
function address(form) {
  return form.getAttribute("action").split("#")[0];
}

async function shown(url) {
  try {
    const reply = await fetch(url, { credentials: "same-origin" });
    return reply.ok ? new DOMParser().parseFromString(await reply.text(), "text/html") : null;
  } catch {
    return null;
  }
}

function region(page, id) {
  const found = page.getElementById(id);
  return found && found.closest("[data-files]");
}

function count(place) {
  return place ? place.querySelectorAll(".received > li").length : 0;
}

// The words of the progress stay where they are while the rest is put in place: screen readers follow one element.
function put(place, reply, id) {
  const fresh = region(reply, id);
  const kept = [told(place).bar, told(place).text];
  place.replaceChildren(...fresh.childNodes, ...kept);
  place.className = fresh.className;
  return place;
}

function told(place) {
  let text = place.querySelector("[data-said]");
  let bar = place.querySelector("progress");
  if (!text) {
    text = document.createElement("p");
    text.setAttribute("role", "status");
    text.dataset.said = "";
    place.append(text);
  }
  if (!bar) {
    bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-hidden", "true");
    text.before(bar);
  }
  return { bar, text };
}

// A list marked `data-watch` is read again from its own page, for as long as a code to scan is good.
const watched = document.querySelector("[data-watch]");
if (watched) {
  const every = 4000;
  let left = (30 * 60 * 1000) / every;
  const look = async () => {
    const page = document.hidden ? null : await shown(location.href);
    const found = page && page.getElementById(watched.id);
    if (found && found.innerHTML !== watched.innerHTML) watched.replaceChildren(...found.childNodes);
    left -= 1;
    if (left > 0) setTimeout(look, every);
  };
  setTimeout(look, every);
}
