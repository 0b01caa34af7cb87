// The server writes times in Japan's zone with its name; readers elsewhere see their own.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function localise(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime()) || !time.firstChild) return;
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-CA', {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
    hourCycle: 'h23', timeZoneName: 'short',
  }).formatToParts(at).map(part => [part.type, part.value]));
  const text = `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute} ${parts.timeZoneName}`;
  if (time.firstChild.nodeValue !== text) time.firstChild.nodeValue = text;
}

function localiseAll() {
  document.querySelectorAll('time[data-zone]').forEach(localise);
}

if (zone !== 'Asia/Tokyo') {
  localiseAll();
  new MutationObserver(localiseAll).observe(document.body, { childList: true, characterData: true, subtree: true });
}
