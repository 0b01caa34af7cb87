// A form with data-passkey sends what a device answers. Without this script the hub says what is missing.
document.addEventListener('submit', async event => {
  const form = event.target.closest?.('form[data-passkey]');
  if (!form || form.elements.credential.value || !window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  event.preventDefault();
  const said = form.querySelector('[role=status]');
  said.textContent = '';
  try {
    const credential = form.dataset.passkey === 'new' ? await make() : await ask();
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (fault) {
    said.textContent = fault.name === 'SecurityError' ? form.dataset.place : form.dataset.failed;
  }
});

async function options(path) {
  const answer = await fetch(path, { method: 'POST' });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function make() {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options('/sign-in/passkey/new'));
  return (await navigator.credentials.create({ publicKey })).toJSON();
}

async function ask() {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options('/sign-in/passkey/ask'));
  return (await navigator.credentials.get({ publicKey })).toJSON();
}
