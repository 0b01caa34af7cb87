// Copies the whole of a shortened text. Without this script the text can still be selected.
document.addEventListener('click', async event => {
  const button = event.target.closest?.('button[data-copy]');
  if (!button) return;
  const said = button.parentElement.querySelector('[role=status]');
  const done = await copy(button.dataset.copy);
  if (!said) return;
  said.textContent = done ? button.dataset.done : button.dataset.failed;
  setTimeout(() => { said.textContent = ''; }, 2500);
});

async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* no permission: the older way below may still work */ }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
