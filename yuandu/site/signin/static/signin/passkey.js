/**
 * <form method="post" action="…">{% csrf_token %}<input type="hidden" name="credential">
 *   <yd-passkey data-from="ID" data-said="…" data-none="…" data-where="…"><button type="button" hidden>…</button></yd-passkey>
 * </form>
 *
 * Asks the device for a passkey when the button is pressed and sends the form with the answer. The options are
 * in the JSON element #ID (`creation_options` make a passkey, `request_options` use one); without data-from the
 * form's own address tells them. The button shows where the device can do it; else data-none says so, data-where
 * on an address without a name, for which no device keeps a passkey. data-said is shown when it did not work.
 */
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

/** What the browser wants: bytes in place of text. */
function readable(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) read.allowCredentials = known(options.allowCredentials);
  if (options.excludeCredentials) read.excludeCredentials = known(options.excludeCredentials);
  return read;
}

/** What the server wants: text in place of bytes. */
function writable(credential) {
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = {};
  for (const name of names) if (credential.response[name]) response[name] = text(credential.response[name]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function made(options) {
  const selection = { ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true };
  const publicKey = readable({ ...options, authenticatorSelection: { ...selection, userVerification: "required" } });
  return writable(await navigator.credentials.create({ publicKey }));
}

async function used(options) {
  return writable(await navigator.credentials.get({ publicKey: readable(options) }));
}

class Passkey extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.button = this.querySelector("button");
    if (/^[\d.]+$|^\[/.test(location.hostname)) return this.say(this.dataset.where);
    if (!window.isSecureContext || !window.PublicKeyCredential) return this.say(this.dataset.none);
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.ask());
  }

  async ask() {
    this.button.setAttribute("aria-busy", "true");
    this.say("");
    try {
      const { creation_options: making, request_options: using } = await this.options();
      const credential = making ? await made(making.publicKey) : await used(using.publicKey);
      this.form.elements.namedItem("credential").value = JSON.stringify(credential);
      this.form.requestSubmit();
    } catch {
      this.say(this.dataset.said);
      this.button.removeAttribute("aria-busy");
    }
  }

  async options() {
    if (this.dataset.from) return JSON.parse(document.getElementById(this.dataset.from).textContent);
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  }

  say(words) {
    this.said ??= this.appendChild(Object.assign(document.createElement("p"), { className: "note warn" }));
    this.said.setAttribute("role", "status");
    this.said.textContent = words ?? "";
    this.said.hidden = !words;
  }
}

customElements.define("yd-passkey", Passkey);
