/* Passkeys: asks the browser, puts its answer into the form, sends the form. The forms say what they are by data-passkey:
   "sign-in" fetches its options from data-options-url; "prove" and "add" find them in the JSON block that data-options names. */
(function () {
  "use strict";

  async function optionsFor(form) {
    if (form.dataset.optionsUrl) {
      const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error("no options");
      return (await answer.json()).request_options;
    }
    const block = JSON.parse(document.getElementById(form.dataset.options).textContent);
    return block.creation_options || block.request_options;
  }

  async function credentialFor(form) {
    const options = await optionsFor(form);
    if (form.dataset.passkey !== "add") return window.webauthnJSON.get(options);
    const choice = options.publicKey.authenticatorSelection;
    choice.residentKey = "required";
    choice.requireResidentKey = true;
    choice.userVerification = "required";
    return window.webauthnJSON.create(options);
  }

  function prepare(form) {
    const problem = form.querySelector("[data-passkey-problem]");
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      problem.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await credentialFor(form));
        form.submit();
      } catch (_reason) {
        problem.hidden = false;
        problem.focus();
      }
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(prepare);
})();
