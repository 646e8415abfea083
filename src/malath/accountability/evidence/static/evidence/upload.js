// Files in pieces of 1 MiB: a cut line goes on where it stopped, also after the page was loaded again. The form works without.
const form = document.querySelector("form[data-upload]");
const input = form?.querySelector("input[type=file]");
const PIECE = 1 << 20, say = form?.dataset ?? {}, csrf = form?.elements.csrfmiddlewaretoken?.value;
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sleep = (milliseconds) => new Promise((wake) => {
  const timer = setTimeout(wake, milliseconds);
  window.addEventListener("online", () => { clearTimeout(timer); wake(); }, { once: true });
});
const folder = form?.querySelector("input[webkitdirectory]");
if (input) { delete input.dataset.maxSize; form.addEventListener("submit", begin); }
if (folder && "webkitdirectory" in folder) {
  form.querySelector("[data-folder]").hidden = false;
  folder.addEventListener("change", () => { input.required = !folder.files.length; });
}

class Refused extends Error {}

// The key under which the server keeps what has arrived. It lies in this tab alone, under a digest of the file's own facts,
// and goes with the tab: nothing of the file, not even its name, stays on the device.
async function keyFor(file) {
  const facts = new TextEncoder().encode([form.dataset.piece, file.webkitRelativePath || file.name, file.size, file.lastModified].join("|"));
  const name = "malath-up-" + (crypto.subtle ? hex(await crypto.subtle.digest("SHA-256", facts)).slice(0, 32) : file.size + "-" + file.lastModified);
  const kept = sessionStorage.getItem(name);
  const key = kept ?? btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  sessionStorage.setItem(name, key);
  return { name, key, again: Boolean(kept) };
}

const digest = async (file) => (crypto.subtle && file.size <= Number(say.hashLimit) ? hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())) : "");

async function ask(url, options, tell) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
    const answer = await fetch(url, { method: "POST", redirect: "manual", ...options, headers: { "X-CSRFToken": csrf, ...options.headers } }).catch(() => null);
    if (answer?.type === "opaqueredirect") throw new Refused(say.sayOut);
    if (answer && answer.status < 500) {
      const told = await answer.json().catch(() => ({ error: say.sayOut })); // a page instead of an answer: signed out, or the link is over
      return [answer.status, told];
    }
    tell(say.sayLost);
    await sleep(wait);
  }
}

async function send(file, line, all) {
  const tell = (text) => { line.querySelector("p").textContent = text; };
  const bar = line.querySelector("progress");
  const { name, key, again } = await keyFor(file);
  // Of a folder that was cut off, what has arrived is not sent again.
  if (file.webkitRelativePath && sessionStorage.getItem(`${name}-in`)) { bar.remove(); tell(say.sayHad); sessionStorage.removeItem(name); return {}; }
  tell(say.sayHashing);
  const sha256 = await digest(file);
  const headers = { "X-Upload-Key": key, "X-Upload-Size": String(file.size), "Content-Type": "application/octet-stream" };
  let [status, said] = await ask(form.dataset.piece, { headers }, tell);
  tell(again && said.at ? say.sayAgain : say.saySending);
  while (status < 400 || status === 409) {
    if (said.at === undefined) break;
    bar.value = (100 * said.at) / file.size;
    if (said.at >= file.size) break;
    const body = file.slice(said.at, said.at + PIECE);
    [status, said] = await ask(form.dataset.piece, { headers: { ...headers, "X-Upload-At": String(said.at) }, body }, tell);
    tell(say.saySending);
  }
  const over = () => { if (said.error !== say.sayOut) sessionStorage.removeItem(name); };
  if (said.at === undefined) { over(); throw new Refused(said.error); }
  tell(say.sayChecking);
  const body = new FormData(form);
  body.delete(input.name);
  if (all) body.set("all", String(all)); // the last of so many: the next page says how many are kept
  Object.entries({ key, sha256, size: file.size, name: file.name, path: file.webkitRelativePath || "" }).forEach(([field, value]) => body.set(field, value));
  [status, said] = await ask(form.dataset.finish, { body }, tell);
  over();
  if (said.error) throw new Refused(said.error);
  if (file.webkitRelativePath) sessionStorage.setItem(`${name}-in`, "1");
  bar.remove();
  tell(said.number ? `${say.sayDone}: ${said.number}` : say.sayKept);
  return said;
}

async function begin(event) {
  const inFolder = [...(folder?.files ?? [])].filter((file) => file.size), files = [...input.files, ...inFolder];
  const most = Number(inFolder.length ? say.mostFolder : say.most);
  if (!files.length) return;
  event.preventDefault();
  const draft = sessionStorage.getItem("malath-sent");
  sessionStorage.removeItem("malath-sent"); // what was typed stays kept until all is sent
  const button = form.querySelector("button.first"), list = form.querySelector("[data-list]"), pattern = form.querySelector("template[data-line]");
  form.querySelector("[data-sending]").hidden = false;
  list.replaceChildren();
  button.disabled = true;
  form.unsaved = true;
  const waiting = files.slice(0, most).map((file) => {
    const line = pattern.content.firstElementChild.cloneNode(true);
    line.querySelector("bdi").textContent = file.webkitRelativePath || file.name;
    list.append(line);
    return [file, line];
  });
  if (files.length > most) list.append(Object.assign(document.createElement("li"), { className: "error", textContent: inFolder.length ? say.sayManyFolder : say.sayMany }));
  let refused = files.length > most, kept = false;
  for (const [at, [file, line]] of waiting.entries()) {
    try {
      if (file.size > Number(say.largest)) throw new Refused(say.sayLarge);
      kept = Boolean((await send(file, line, at + 1 < waiting.length || refused ? 0 : waiting.length)).kept) || kept;
    } catch (problem) {
      refused = true;
      line.querySelector("progress")?.remove();
      line.querySelector("p").className = "error";
      line.querySelector("p").textContent = problem.message;
    }
  }
  form.unsaved = false;
  button.disabled = false;
  document.querySelectorAll("[data-done]").forEach((end) => { end.hidden = false; });
  if (refused) return;
  if (draft) sessionStorage.setItem("malath-sent", draft);
  input.value = "";
  if (folder) folder.value = "";
  Object.keys(sessionStorage).filter((name) => name.startsWith("malath-up-") && name.endsWith("-in")).forEach((name) => sessionStorage.removeItem(name));
  if (form.dataset.then && !kept) location.assign(form.dataset.then);
}
