// Comfort only: every page works without this file. No inline code, no eval, nothing from elsewhere.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (target, events, act, more) => events.split(" ").forEach((name) => target.addEventListener(name, act, more));
const meta = (name) => document.querySelector(`meta[name="malath-${name}"]`)?.content ?? "";
const root = document.documentElement, box = "malath-draft-", deviceKey = meta("draft-key");
const body = (fields) => new URLSearchParams({ csrfmiddlewaretoken: meta("csrf"), ...fields });

// Drafts: sealed on the server; while the line is lost, on this device under a key that lives in the page alone.
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const key = deviceKey && window.crypto?.subtle ? crypto.subtle.importKey("raw", bytes(deviceKey), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
const fields = (form) => all("textarea, input:not([type]), input[type=text], input[type=search], input[type=date], input[type=datetime-local], input[type=tel]", form).filter((field) => field.name);

async function keepHere(name, values) {
  if (!key) return false;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(JSON.stringify(values))));
  localStorage.setItem(box + name, btoa(String.fromCharCode(...iv)) + "." + btoa(sealed.reduce((text, byte) => text + String.fromCharCode(byte), "")));
  return true;
}

async function keptHere(name) {
  const kept = localStorage.getItem(box + name);
  if (!kept || !key) return null;
  const [iv, sealed] = kept.split(".").map(bytes);
  try {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key, sealed)));
  } catch {
    localStorage.removeItem(box + name); // of an earlier session: nobody can read it any more
    return null;
  }
}

function draft(form) {
  const { draft: name, draftUrl: url } = form.dataset;
  const status = form.appendChild(Object.assign(document.createElement("p"), { className: "hint" }));
  status.setAttribute("role", "status");
  let wait, last = Promise.resolve();
  const save = async (quiet) => {
    const values = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
    try {
      const answer = await fetch(url, { method: "POST", body: body({ ...values, form: name }), redirect: "error" });
      if (!answer.ok) throw answer.status;
      localStorage.removeItem(box + name);
      if (!quiet) status.textContent = meta("saved");
      form.unsaved = false;
    } catch {
      if (!(await keepHere(name, values))) return;
      if (!quiet) status.textContent = meta("kept");
      form.unsaved = false;
    }
  };
  const later = (quiet) => (last = last.then(() => save(quiet)));
  on(form, "input", () => { clearTimeout(wait); wait = setTimeout(later, 1200, false); });
  on(window, "online", () => localStorage.getItem(box + name) && later());
  on(form, "submit", () => { clearTimeout(wait); sessionStorage.setItem("malath-sent", JSON.stringify([name, url])); });
  if (form.querySelector("[aria-invalid=true]")) return;
  (async () => {
    const here = await keptHere(name);
    const values = here ?? (await fetch(`${url}?form=${encodeURIComponent(name)}`).then((answer) => answer.json()).catch(() => ({}))).fields ?? {};
    const found = fields(form).filter((field) => values[field.name] && values[field.name] !== field.value && !form.unsaved);
    found.forEach((field) => { field.value = values[field.name]; });
    if (found.length) status.textContent = meta("restored");
    if (here) later(true);
  })();
}

function forgetSent() {
  const sent = JSON.parse(sessionStorage.getItem("malath-sent") ?? "null");
  sessionStorage.removeItem("malath-sent");
  if (!sent || all("form[data-draft]").some((form) => form.dataset.draft === sent[0] && form.querySelector("[aria-invalid=true]"))) return;
  localStorage.removeItem(box + sent[0]);
  return fetch(sent[1], { method: "POST", body: body({ form: sent[0], drop: 1 }) }).catch(() => {});
}

// Quick exit: the page is gone before anything is asked of the network; the session ends behind it.
function leave() {
  const way = document.querySelector("[data-quick-exit]");
  if (!way) return;
  root.hidden = true;
  document.title = "";
  if (way.dataset.signoutUrl) navigator.sendBeacon(way.dataset.signoutUrl, body({}));
  Object.keys(localStorage).filter((name) => name.startsWith(box)).forEach((name) => localStorage.removeItem(name));
  sessionStorage.clear();
  location.replace(way.href);
}
let escapes = [];
on(document, "keydown", (event) => {
  if (event.key !== "Escape") return;
  escapes = [...escapes, event.timeStamp].filter((at) => event.timeStamp - at < 1500);
  if (escapes.length > 2) leave();
});

on(document, "click", (event) => {
  const on_ = (selector) => event.target.closest?.(selector);
  if (on_("[data-quick-exit]")) { event.preventDefault(); leave(); }
  const copy = on_("[data-copy]");
  if (copy) navigator.clipboard?.writeText(document.querySelector(copy.dataset.copy)?.textContent.trim() ?? "").then(() => { copy.lastElementChild.textContent = copy.dataset.copied; });
});

on(document, "change", ({ target }) => {
  if (target.type === "file") {
    const size = Math.max(0, ...[...target.files].map((file) => file.size)), large = size > Number(target.dataset.maxSize || Infinity);
    target.setCustomValidity(large ? target.dataset.tooLarge : "");
    const told = document.getElementById(target.id + "-size");
    if (told) told.textContent = large ? target.dataset.tooLarge : size ? new Intl.NumberFormat(root.lang + "-u-nu-latn", { style: "unit", unit: size < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1 }).format(size / (size < 1e6 ? 1e3 : 1e6)) : "";
    if (large) target.reportValidity();
  }
  if (target.id === "veil") sessionStorage.setItem("malath-veil", target.checked ? 1 : "");
});

// Nothing typed is lost by accident.
on(document, "input", ({ target }) => { if (target.form?.method === "post") target.form.unsaved = true; });
on(document, "submit", (event) => {
  const { confirm: question } = event.target.dataset;
  if (question && !window.confirm(question)) return event.preventDefault();
  event.target.unsaved = false;
});
on(window, "beforeunload", (event) => { if (!root.hidden && all("form").some((form) => form.unsaved)) event.preventDefault(); });

// Away: the page blurs until someone moves; the line: said when it is lost.
let rest;
const minutes = Number(document.body.dataset.idle || 0);
const awake = (yes) => { document.body.classList.toggle("away", !yes); all("[data-away]").forEach((note) => { note.hidden = yes; }); };
const stir = () => { clearTimeout(rest); rest = setTimeout(() => awake(false), minutes * 6e4); if (document.body.classList.contains("away")) awake(true); };
if (minutes) { on(document, "pointerdown pointermove keydown scroll", stir, { passive: true }); stir(); }
const line = () => all("[data-line]").forEach((note) => { note.hidden = navigator.onLine; });
on(window, "online offline", line);
line();

const veil = document.getElementById("veil");
if (veil && sessionStorage.getItem("malath-veil")) veil.checked = true;
if (!deviceKey) Object.keys(localStorage).filter((name) => name.startsWith(box)).forEach((name) => localStorage.removeItem(name));
Promise.resolve(forgetSent()).then(() => all("form[data-draft]").forEach(draft));
