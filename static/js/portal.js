// Enhancements only: every page works without this file.
"use strict";

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

// Django wants its token with every htmx request that writes.
document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (request.method === "GET" || new URL(request.action, location).origin !== location.origin) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? cookie("csrftoken");
  if (token) request.headers["X-CSRFToken"] = token;
});

// Menus close by Escape, by a click elsewhere, and when another opens.
const menus = () => document.querySelectorAll("details.dropdown[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});

// A filter panel is open on a wide screen, folded on a phone.
function unfoldFilters(root) {
  if (!matchMedia("(min-width: 60rem)").matches) return;
  for (const panel of root.querySelectorAll("details[data-open-when-wide]")) panel.open = true;
}

// Filters apply when a choice changes; typed text applies with Enter or the button.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  if (form && event.target.matches("select, [type=checkbox], [type=radio]")) form.requestSubmit();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-dialog], [data-close]");
  if (!button) return;
  if (button.dataset.dialog) document.getElementById(button.dataset.dialog)?.showModal();
  if ("close" in button.dataset) button.closest("dialog")?.close();
  if (button.dataset.copy) await copy(button);
});

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 2000);
}

// A form with data-guard asks before it is left with unsaved changes. entry.js clears the mark after an autosave.
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) form.dataset.changed = "yes";
});
document.addEventListener("submit", (event) => { delete event.target.dataset.changed; });
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-changed]")) event.preventDefault();
});

// A second click must not send a form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("htmx:finally:request", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The present section of a long form stays in view in its sideways list.
function showCurrentSection(root) {
  for (const here of root.querySelectorAll(".section-nav [aria-current], .tabs [aria-current]")) {
    const list = here.closest(".section-nav, .tabs");
    list.scrollLeft = here.offsetLeft - list.offsetLeft - 16;
  }
}

function enhance(root) {
  showCurrentSection(root);
  unfoldFilters(root);
  if (navigator.clipboard) for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

enhance(document);
document.addEventListener("htmx:after:swap", () => enhance(document));
document.getElementById("error-summary")?.focus();
