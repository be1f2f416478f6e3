// Copies what a provider's form asks for. What is fetched is fetched before the click, since a
// browser lets a page copy only while a click is fresh.
(() => {
  const said = document.querySelector('output');
  const words = new Map();

  const load = async (button) => {
    const { copy, from } = button.dataset;
    const answer = from && (await fetch(from, { cache: 'no-store' }));
    words.set(button, from ? await answer.text() : copy);
    button.hidden = false;
  };

  // Without https, as from another machine of the house, there is no clipboard to write to.
  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  };

  for (const button of document.querySelectorAll('button[data-copy]')) {
    load(button).catch(() => {});
    button.addEventListener('click', async () => {
      await write(words.get(button));
      said.textContent = `${button.textContent.trim()}: copied`;
    });
  }
})();
