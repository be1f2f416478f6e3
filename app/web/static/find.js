// The search of a site of plain files: looks up in the reader's browser what is in `?q=`, and shows it as the server would.
const found = document.getElementById("found");
const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
const create = (tag, values) => Object.assign(document.createElement(tag), values);

/** One line of text across the page. */
const line = (...parts) => {
  const text = create("div", { className: "text body" });
  text.append(...parts);
  const row = create("div", { className: "fold" });
  row.append(text);
  return row;
};

/** Show one result; its excerpt comes as markup from our own index. */
const entry = ({ meta, excerpt }) => {
  const link = create("a", { href: meta.address, textContent: meta.title });
  const title = create("h2");
  title.append(link);
  const text = create("div", { className: "text", lang: meta.lang });
  text.append(title, create("p", { innerHTML: excerpt }));
  const row = create("article", { className: "entry fold" });
  row.append(create("p", { className: "side", textContent: meta.beside }), text);
  return row;
};

/** Show the results from `start` on, and a button where there are more. */
const show = async (results, start) => {
  const end = start + Number(found.dataset.size);
  const parts = await Promise.all(results.slice(start, end).map((result) => result.data()));
  const rows = parts.map(entry);
  found.append(...rows);
  if (start) rows[0].querySelector("a").focus();
  if (end >= results.length) return;
  const button = create("button", { type: "button", textContent: "More results" });
  const row = line(button);
  button.onclick = () => {
    row.remove();
    show(results, end);
  };
  found.append(row);
};

const search = async () => {
  const pagefind = await import(`${found.dataset.index}pagefind.js`);
  const { results } = await pagefind.search(asked);
  if (!results.length) {
    found.firstElementChild?.querySelector("h2")?.replaceChildren("Nothing found");
    return;
  }
  const count = `${results.length} ${results.length === 1 ? "result" : "results"}`;
  found.replaceChildren(line(create("p", { textContent: count, role: "status" })));
  await show(results, 0);
};

if (asked) {
  for (const field of document.querySelectorAll("main input[name=q]")) field.value = asked;
  document.title = `“${asked}” in the search – ${document.title.replace(/^.*? – /, "")}`;
  search().catch(() => {
    found.firstElementChild?.querySelector("h2")?.replaceChildren("The search cannot be used here");
  });
}
