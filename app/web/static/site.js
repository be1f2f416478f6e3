// What only a script can do for code and notes. Without it, code can be selected and a note's number leads to the note.
const create = (tag, values) => Object.assign(document.createElement(tag), values);

if (navigator.clipboard)
  for (const block of document.querySelectorAll(".highlight")) {
    const button = create("button", { className: "copy", ariaLabel: "Copy this code" });
    button.onclick = async () => {
      const code = block.querySelector("pre:not(.linenodiv *)").cloneNode(true);
      for (const sign of code.querySelectorAll(".gp, .linenos")) sign.remove();
      await navigator.clipboard.writeText(code.textContent);
      button.classList.add("done");
      button.ariaLabel = "Copied";
      setTimeout(() => {
        button.classList.remove("done");
        button.ariaLabel = "Copy this code";
      }, 2000);
    };
    block.prepend(button);
  }

if ("popover" in HTMLElement.prototype) {
  const note = create("div", { className: "note", popover: "auto", tabIndex: -1, role: "note" });
  // Whoever goes on with the Tab key leaves the note behind.
  note.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !note.contains(relatedTarget)) note.hidePopover();
  });
  for (const link of document.querySelectorAll(".footnote-ref"))
    link.onclick = (event) => {
      const words = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!words || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      note.replaceChildren(...words.cloneNode(true).childNodes);
      for (const part of note.querySelectorAll(".footnote-backref")) part.remove();
      for (const part of note.querySelectorAll("[id]")) part.removeAttribute("id");
      note.ariaLabel = `Note ${link.textContent}`;
      // Beside its number, so that the next key leads on from there.
      (link.closest("sup") ?? link).after(note);
      note.showPopover();
      place(note, link.getBoundingClientRect());
      note.focus({ preventScroll: true });
    };
}

/** Put `note` below its number at `spot`, or above it where the window ends; never over its sides. */
function place(note, spot) {
  const room = document.documentElement.clientWidth - note.offsetWidth - 16;
  const below = spot.bottom + note.offsetHeight + 8 < innerHeight || spot.top < note.offsetHeight;
  const top = below ? spot.bottom + 8 : spot.top - note.offsetHeight - 8;
  note.style.left = `${Math.max(16, Math.min(spot.left, room)) + scrollX}px`;
  note.style.top = `${top + scrollY}px`;
}
