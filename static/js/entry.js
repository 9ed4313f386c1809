// The questionnaire, made quicker: skip conditions at once, answers saved while typing and kept through a broken line.
// Without this file every page works the same, save by save. The server judges every rule again.
"use strict";

const MISSING = ["dk", "refused", "not_heard"];
const [NO, UNKNOWN, YES] = [0, 1, 2];

// --- Skip conditions: the rule language in three values, as sse_portal/rules has it ---------------------------------

const DIGITS = { "\u06f0": 0, "\u0660": 0, "\u17e0": 0, "\u0e50": 0, "\u1810": 0 };

// A number as people type it: native digits, grouped or not; NaN when it is none.
function numberOf(text) {
  let plain = "";
  for (const sign of String(text).replace(/[\s\u00a0\u202f]/g, "")) {
    const zero = Object.keys(DIGITS).find((first) => sign >= first && sign.codePointAt(0) < first.codePointAt(0) + 10);
    plain += zero ? sign.codePointAt(0) - zero.codePointAt(0) : sign;
  }
  if (/^[-\u2212]?\d{1,3}([.,]\d{3})+$/.test(plain)) plain = plain.replace(/[.,]/g, "");
  return plain === "" ? NaN : Number(plain.replace("\u2212", "-").replace(",", "."));
}

function isMissing(answer) {
  if (answer === null || answer === undefined || answer === "") return true;
  if (Array.isArray(answer)) return answer.length === 0 || answer.every((code) => MISSING.includes(code));
  return MISSING.includes(answer);
}

const COMPARE = {
  "=": (a, b) => a === b, "!=": (a, b) => a !== b, "<": (a, b) => a < b,
  "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};

function judgeAnswer(rule, answer) {
  if (isMissing(answer)) return UNKNOWN;
  if (rule.op === "in") return rule.value.includes(answer) ? YES : NO;
  if (rule.op === "intersects") {
    if (!Array.isArray(answer)) return UNKNOWN;
    if (answer.some((code) => rule.value.includes(code))) return YES;
    return answer.some((code) => MISSING.includes(code)) ? UNKNOWN : NO;
  }
  const number = typeof rule.value === "number";
  const given = number ? numberOf(answer) : answer;
  if (number && Number.isNaN(given)) return UNKNOWN;
  return COMPARE[rule.op](given, rule.value) ? YES : NO;
}

function judge(rule, answers) {
  if ("var" in rule) return judgeAnswer(rule, answers(rule.var));
  if ("known" in rule) return isMissing(answers(rule.known)) ? NO : YES;
  if ("not" in rule) return 2 - judge(rule.not, answers);
  const parts = (rule.all ?? rule.any ?? rule.of).map((part) => judge(part, answers)).sort((a, b) => b - a);
  if ("all" in rule) return parts.at(-1);
  return parts[(rule.at_least ?? 1) - 1];
}

// A question is put unless its condition definitely fails or it definitely does not apply.
function isPut(name, logic, answers) {
  const { put_if: conditions, not_put_if: exemptions } = logic;
  if (name in conditions && judge(conditions[name], answers) === NO) return false;
  return !(name in exemptions && judge(exemptions[name], answers) === YES);
}

// --- The form -----------------------------------------------------------------------------------------------------------

const form = document.querySelector("form[data-entry]");

function answerIn(name) {
  const fields = [...form.elements].filter((field) => field.name === name);
  if (!fields.length) return JSON.parse(form.dataset.logic).elsewhere[name];
  if (fields[0].type === "checkbox") return fields.filter((field) => field.checked).map((field) => field.value);
  return (fields[0].type === "radio" ? fields.find((field) => field.checked) : fields[0])?.value ?? "";
}

function skipQuestions() {
  const logic = JSON.parse(form.dataset.logic);
  for (const question of form.querySelectorAll("[data-question]")) {
    question.hidden = !isPut(question.dataset.question, logic, answerIn);
  }
}

function typed() {
  return [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "seen", "shown", "enhanced"].includes(name));
}

function put(entries) {
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.closest("[data-question]")) continue;
    const given = values.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = given.includes(field.value);
    else if (given.length) [field.value] = given;
  }
}

// --- Saving: on this device at once, on the server two seconds after the last key ------------------------------------

const DELAY = 2000, RETRY = 30000, KEPT_FOR = 30 * 24 * 3600 * 1000;
let timer = 0, sending = null, changes = 0, stopped = false;

function say(text, tone = "") {
  const place = form.querySelector("[data-save-state]");
  place.dataset.tone = tone;
  place.textContent = text;
}

// A browser may refuse to store anything (private windows): then only the server keeps it.
function onDevice(act) {
  try { return act(localStorage); } catch { return null; }
}

function keep() {
  const draft = { at: Date.now(), seen: form.elements.seen.value, fields: typed() };
  onDevice((storage) => storage.setItem(form.dataset.entry, JSON.stringify(draft)));
}

function forget() {
  onDevice((storage) => storage.removeItem(form.dataset.entry));
}

function noted() {
  changes += 1;
  keep();
  clearTimeout(timer);
  timer = setTimeout(send, DELAY);
}

// Resolves to "saved", "conflict", "refused" or "offline".
function send() {
  clearTimeout(timer);
  sending ??= transmit().finally(() => { sending = null; });
  return sending;
}

async function transmit() {
  const sent = changes;
  say(form.dataset.saving);
  let response;
  try {
    response = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual",
    });
  } catch {
    say(form.dataset.kept, "warn");
    timer = setTimeout(send, RETRY);
    return "offline";
  }
  if (response.status >= 500) {
    say(form.dataset.kept, "warn");
    timer = setTimeout(send, RETRY);
    return "offline";
  }
  return understood(response, sent);
}

async function understood(response, sent) {
  const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (answer.status === "conflict") { say(form.dataset.conflict, "bad"); stopped = true; return "conflict"; }
  if (answer.status !== "saved") { say(form.dataset.refused, "bad"); stopped = true; return "refused"; }
  form.elements.seen.value = JSON.stringify(answer.seen);
  remark({ ...answer.broken, ...answer.problems });
  // What is no value is on this device only: it stays there until it is corrected.
  if (sent !== changes) noted();
  else {
    if (!Object.keys(answer.problems).length) forget();
    delete form.dataset.changed;
  }
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  if (answer.merged.length) say(form.dataset.merged, "warn");
  else say(`${form.dataset.saved} ${time}`);
  return "saved";
}

// Sentences beside the answers that could not be kept or that contradict others.
function remark(sentences) {
  for (const old of form.querySelectorAll(".question-note.live")) old.remove();
  for (const [name, texts] of Object.entries(sentences)) {
    const question = form.querySelector(`[data-question="${name}"]`);
    for (const text of question ? [texts].flat() : []) {
      const note = document.createElement("p");
      note.className = "question-note bad live";
      note.textContent = text;
      question.append(note);
    }
  }
}

function restore() {
  const draft = onDevice((storage) => JSON.parse(storage.getItem(form.dataset.entry)));
  if (!draft || Date.now() - draft.at > KEPT_FOR) return;
  if (JSON.stringify(draft.fields) === JSON.stringify(typed())) { forget(); return; }
  put(draft.fields);
  form.elements.seen.value = draft.seen;
  changes += 1;
  form.dataset.changed = "yes";
  send().then((result) => { if (result === "saved") say(form.dataset.restored); });
}

// What is not on the server yet goes there first; without a line the page stays, with everything in it.
async function beforeLeaving(event) {
  // The page that compares two versions carries everything along.
  if (stopped && navigator.onLine) forget();
  if (!form.dataset.changed || stopped || form.dataset.leaving) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const result = await send();
  if (result === "offline") return;
  form.dataset.leaving = "yes";
  form.requestSubmit(event.submitter);
}

function offerPlace(field) {
  if (!navigator.geolocation) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary small";
  button.textContent = form.dataset.place;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    field.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
    form.dataset.changed = "yes";
    noted();
  }));
  field.after(button);
}

function begin() {
  const mark = document.createElement("input");
  Object.assign(mark, { type: "hidden", name: "enhanced", value: "1" });
  form.append(mark);
  restore();
  skipQuestions();
  form.addEventListener("input", () => { skipQuestions(); if (!stopped) noted(); else keep(); });
  form.addEventListener("submit", beforeLeaving);
  window.addEventListener("online", () => { if (form.dataset.changed && !stopped) send(); });
  window.addEventListener("pageshow", () => { delete form.dataset.leaving; });
  for (const field of form.querySelectorAll("[data-place]")) offerPlace(field);
}

if (form) begin();
