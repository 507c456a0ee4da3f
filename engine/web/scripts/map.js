// A place shown on the town's plan, where scripts run; without it the question's input takes the two numbers.

// Nothing of the plan is loaded, and the device is not asked where it is, before the person presses a button. The tiles
// come from the town's own address; words and numbers come from the page.
const offer = document.querySelector('input[name="_carte"]');
if (offer) offer.value = "oui";

const about = document.querySelector("[data-plan]")?.dataset;
const input = about && document.getElementById(about.plan);
if (input) begin();

function begin() {
  const said = made("p", { className: "after", role: "status" });
  const button = made("button", { type: "button", className: "btn quiet small", textContent: about.show });
  button.setAttribute("aria-expanded", "false");
  const place = made("div", { className: "plan", hidden: true });
  input.closest(".q").append(wrapped(button), place, said);
  let drawn = null;
  button.addEventListener("click", async () => {
    const open = place.hidden;
    said.textContent = "";
    try {
      if (open && !drawn) {
        said.textContent = about.wait;
        await loaded();
        said.textContent = "";
      }
      place.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? about.hide : about.show;
      if (open) drawn ??= draw(place, said);
    } catch {
      place.hidden = true;
      said.textContent = about.failed;
    }
  });
}

function loaded() {
  const sheets = [about.style, about.look].map((href) => came(made("link", { rel: "stylesheet", href })));
  return Promise.all([...sheets, came(made("script", { src: about.leaflet }))]);
}

function came(element) {
  return new Promise((done, failed) => {
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });
}

function draw(place, said) {
  const how = made("p", { className: "hint", id: `${input.id}-plan`, textContent: about.how });
  const sheet = made("div", { className: "plan-sheet" });
  const ground = made("div", { className: "plan-ground", role: "application", ariaLabel: about.name });
  ground.setAttribute("aria-describedby", how.id);
  sheet.append(ground, made("span", { className: "plan-cross", ariaHidden: "true" }));
  const tools = made("div", { className: "plan-tools" });
  place.append(how, sheet, tools, made("p", { className: "small soft", textContent: about.thanks }));

  const [south, west, north, east] = about.box.split(" ").map(Number);
  const box = L.latLngBounds([south, west], [north, east]);
  const [first, last] = about.zooms.split(" ").map(Number);
  const map = townMap(ground, box, first, last);
  const pin = L.marker(box.getCenter(), {
    icon: L.divIcon({ className: "plan-pin", iconSize: null }),
    interactive: false,
    keyboard: false,
  });
  const known = read(input.value);
  if (known && box.contains(known)) {
    pin.setLatLng(known).addTo(map);
    map.setView(known, last - 1);
  }

  function put() {
    const { lat, lng } = map.getCenter();
    const at = [within(lat, south, north), within(lng, west, east)];
    input.value = at.map(written).join(" ; ");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    pin.setLatLng(at).addTo(map);
    said.textContent = about.placed.replace("{position}", input.value);
  }

  tools.append(
    tool(about.place, put),
    tool(about.closer, () => map.setZoom(map.getZoom() + 1)),
    tool(about.wider, () => map.setZoom(map.getZoom() - 1)),
    ...(navigator.geolocation ? [tool(about.locate, () => locate(map, box, last, said))] : []),
  );
  ground.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    put();
  });
  return map;
}

function townMap(ground, box, first, last) {
  // A change of scale forgets the fence of the scale before, which would push the cross away from the edges.
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const Town = L.Map.extend({
    panBy(offset, how) {
      return L.Map.prototype.panBy.call(this, offset, still ? { ...how, animate: false } : how);
    },
    setZoom(zoom) {
      return this.setMaxBounds(null).setView(this.getCenter(), Math.min(Math.max(zoom, first), last));
    },
  });
  const map = new Town(ground, {
    attributionControl: false,
    zoomControl: false,
    boxZoom: false,
    doubleClickZoom: false,
    scrollWheelZoom: false,
    zoomAnimation: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
    inertia: false,
    maxBoundsViscosity: 1,
    minZoom: first,
    maxZoom: last,
  });
  map.town = box;
  map.on("zoomend resize", fence);
  map.setView(box.getCenter(), first);
  fence.call(map);
  map.on("click", (event) => map.panTo(event.latlng));
  tiles(box, first, last).addTo(map);
  return map;
}

// The tiles that the town's server gives: two around the town. Leaflet would cancel a tile by a `data:` picture, which
// the page's Content-Security-Policy refuses.
function tiles(box, first, last) {
  const Tiles = L.TileLayer.extend({
    _isValidTile(at) {
      const [low, high] = [box.getNorthWest(), box.getSouthEast()].map((corner) =>
        L.CRS.EPSG3857.latLngToPoint(corner, at.z).divideBy(256).floor(),
      );
      return at.x >= low.x - 2 && at.x <= high.x + 2 && at.y >= low.y - 2 && at.y <= high.y + 2;
    },
    _removeTile: L.GridLayer.prototype._removeTile,
    _abortLoading() {},
  });
  const layer = new Tiles(about.tiles, { minZoom: first, maxZoom: last, keepBuffer: 1 });
  // The server was busy: the tile is asked again once or twice, with a pause.
  layer.on("tileerror", ({ tile }) => {
    tile.dataset.tries = Number(tile.dataset.tries ?? 0) + 1;
    if (tile.dataset.tries < 3) setTimeout(() => (tile.src = tile.src), 1500 * tile.dataset.tries);
  });
  return layer;
}

// The cross reaches the town's edges and no further: half a view may be beyond them.
function fence() {
  const half = this.getSize().divideBy(2);
  const low = this.project(this.town.getSouthWest()).add([-half.x, half.y]);
  const high = this.project(this.town.getNorthEast()).add([half.x, -half.y]);
  this.setMaxBounds(L.latLngBounds(this.unproject(low), this.unproject(high)));
}

function locate(map, box, last, said) {
  said.textContent = about.wait;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const at = L.latLng(coords.latitude, coords.longitude);
      const here = box.contains(at);
      if (here) {
        map.setMaxBounds(null);
        map.setView(at, last - 1);
      }
      said.textContent = here ? about.located : about.outside;
    },
    () => {
      said.textContent = about.refused;
    },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}

function read(text) {
  const pair = text.match(/^\s*(-?\d+(?:[.,]\d+)?)\s*;\s*(-?\d+(?:[.,]\d+)?)\s*$/);
  return pair && L.latLng(pair.slice(1).map((one) => Number(one.replace(",", "."))));
}

// A tenth of a metre, never rounded out of the town.
function within(degrees, low, high) {
  const millionths = Math.min(Math.max(Math.round(degrees * 1e6), Math.ceil(low * 1e6)), Math.floor(high * 1e6));
  return millionths / 1e6;
}

function written(degrees) {
  const digits = String(degrees);
  return document.documentElement.lang.startsWith("fr") ? digits.replace(".", ",") : digits;
}

function tool(words, press) {
  const button = made("button", { type: "button", className: "btn quiet small", textContent: words });
  button.addEventListener("click", press);
  return button;
}

function wrapped(button) {
  const line = made("p", { className: "after" });
  line.append(button);
  return line;
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
