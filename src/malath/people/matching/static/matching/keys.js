// One key for each answer. By the place of the key, so that an Arabic or a French keyboard answers too; never while
// somebody writes, never with a modifier, and only while the box is ticked (WCAG 2.1.4).
const form = document.querySelector("form[data-keys]");
const box = form?.querySelector("[data-keys-on]");
if (form && box) {
  form.querySelector(".keys-switch").hidden = false;
  box.checked = sessionStorage.getItem("malath-pair-keys") !== "off";
  box.addEventListener("change", () => sessionStorage.setItem("malath-pair-keys", box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [popover]")) return;
    const key = /^(?:Digit|Numpad)([0-3])$/.exec(event.code)?.[1];
    const act = key && form.querySelector(`[data-key="${key}"]`);
    if (!act) return;
    event.preventDefault();
    box.checked = false; // one press, one answer: the page goes
    act.click();
  });
}
