/**
 * Small comforts for every page. Nothing here is needed: each link and form works without script.
 *
 * <button data-toggle="theme" data-v="dark">   keeps the choice in the cookie yd-theme, so that the server
 *                                               draws the next page right; likewise mode
 * <input data-search>                           Ctrl K goes there
 * <button data-copy="text" data-done="已复制">   copies
 * <button data-print>                            prints the page
 * <button data-open="ID">, <dialog id="ID">      opens a dialog; <button value="no" formmethod="dialog"> closes it
 * <p data-dismiss>, <p data-dismiss="10">        gets a button that takes it away; goes by itself after seconds
 * <form data-picking>                            counts the rows that are ticked; [data-pick-all] ticks them all
 * After HTMX has renewed #rows, its count is said to screen readers, and the focus is not lost.
 */
const root = document.documentElement;
const YEAR = 365 * 24 * 3600;
const words = root.lang.startsWith("en") ? { close: "Dismiss", copied: "Copied" } : { close: "知道了", copied: "已复制" };

function keep(key, value) {
  if (value) root.dataset[key] = value;
  else delete root.dataset[key];
  document.cookie = `yd-${key}=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax`;
  document.dispatchEvent(new CustomEvent("yd:theme"));
}

function toggle(button) {
  const { toggle: key, v: value = "dark" } = button.dataset;
  const on = root.dataset[key] === value;
  keep(key, on ? "" : value);
  for (const twin of document.querySelectorAll(`[data-toggle="${key}"][data-v="${value}"]`)) {
    twin.setAttribute("aria-pressed", String(!on));
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = button.textContent;
  button.textContent = button.dataset.done ?? words.copied;
  setTimeout(() => (button.textContent = before), 2000);
}

function dismissible(element) {
  if (element.dataset.dismiss) {
    setTimeout(() => element.remove(), Number(element.dataset.dismiss) * 1000);
    return;
  }
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "close", textContent: words.close });
  button.addEventListener("click", () => element.remove());
  element.append(button);
}

function count(form) {
  const boxes = [...form.querySelectorAll('input[name="pk"]')];
  const picked = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").setAttribute("aria-selected", String(box.checked));
  const words = form.querySelector("[data-picked]");
  if (words) words.textContent = words.dataset.words.replace("{count}", String(picked.length));
  const all = form.querySelector("[data-pick-all]");
  if (!all) return;
  all.checked = picked.length > 0 && picked.length === boxes.length;
  all.indeterminate = picked.length > 0 && picked.length < boxes.length;
}

document.addEventListener("click", (event) => {
  const within = (selector) => event.target.closest(selector);
  if (within("[data-toggle]")) toggle(within("[data-toggle]"));
  else if (within("[data-copy]")) copy(within("[data-copy]"));
  else if (within("[data-print]")) print();
  else if (within("[data-open]")) document.getElementById(within("[data-open]").dataset.open)?.showModal();
  for (const open of document.querySelectorAll("details.pop[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape") {
    const open = document.querySelector("details.pop[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-picking]");
  if (event.target.matches("[data-pick-all]")) {
    for (const box of form.querySelectorAll('input[name="pk"]')) box.checked = event.target.checked;
  }
  if (form) count(form);
});

document.addEventListener("reset", (event) => {
  if (event.target.matches("[data-picking]")) setTimeout(() => count(event.target));
});

// a form that was sent is not sent again; one that downloads a file comes back after a while
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => ready(form), 8000);
});

function ready(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(ready));

for (const element of document.querySelectorAll("[data-dismiss]")) dismissible(element);
document.addEventListener("htmx:afterSettle", (event) => {
  for (const element of event.detail.elt.querySelectorAll("[data-dismiss]")) dismissible(element);
  const rows = event.detail.elt.closest("#rows");
  const status = document.getElementById("status");
  if (!rows || !status) return;
  status.textContent = rows.querySelector(".listing-h p")?.firstChild?.textContent ?? "";
  if (document.activeElement === document.body) rows.focus({ preventScroll: true });
});
