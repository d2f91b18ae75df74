// The console's script: what needs no script works without it. It ticks running clocks, copies, and
// follows the sandbox's events: on one, the page is fetched again, and what differs takes the place of
// what is shown, without touching what somebody is just writing, choosing or reading.

const { events, in: inTime, ago, units, copied, updated } = document.body.dataset;
const [DAY, HOUR, MINUTE, SECOND] = (units || "d,h,min,s").split(",");
const SIZES = [[86400000, DAY], [3600000, HOUR], [60000, MINUTE], [1000, SECOND]];

// Windows are spoken of in hours.
const DAYS_FROM = 3 * 86400000;

document.documentElement.classList.add("js");

// ---- time -----------------------------------------------------------------------------------------

/** What the shown clocks say, and since when this page says so. */
let seen = { now: 0, at: 0, running: false };

function readClock() {
  const clock = document.getElementById("now");
  if (!clock) return;
  seen = { now: Number(clock.dataset.now), at: performance.now(), running: clock.hasAttribute("data-running") };
}

/** A duration in its two largest units, as the server writes it. */
function span(millis) {
  const parts = [];
  let left = millis;
  for (const [size, unit] of millis < DAYS_FROM ? SIZES.slice(1) : SIZES) {
    const count = Math.floor(left / size);
    left %= size;
    if (count > 0) parts.push(`${count}\u00a0${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length > 0 ? parts.join(" ") : `0\u00a0${SECOND}`;
}

/** A moment in Shanghai, which knows no daylight saving. */
function civil(millis) {
  return new Date(millis + 8 * 3600000).toISOString().slice(0, 19).replace("T", " ");
}

function tick() {
  if (!seen.running) return;
  const now = seen.now + (performance.now() - seen.at);
  for (const clock of document.querySelectorAll("time[data-running]")) clock.textContent = civil(now);
  for (const until of document.querySelectorAll("[data-until]")) {
    const off = Number(until.dataset.until) - now;
    until.textContent = (off >= 0 ? inTime : ago).replace("{}", span(Math.abs(off)));
  }
}

// ---- copying --------------------------------------------------------------------------------------

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent);
    say(copied);
  } catch {
    // Without a secure origin there is no clipboard: the text is selected instead.
    getSelection().selectAllChildren(source);
  }
  const label = button.textContent;
  button.textContent = copied;
  setTimeout(() => { button.textContent = label; }, 1200);
}

/** Tells those who do not see the page. */
function say(text) {
  let voice = document.getElementById("voice");
  if (!voice) {
    voice = document.createElement("p");
    voice.id = "voice";
    voice.className = "unseen";
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = text;
}

// ---- following the events ---------------------------------------------------------------------------

const TYPES = [
  "order_submitted", "order_resubmitted", "sms_dispatched", "sms_delivered", "resend_requested",
  "attempt_failed", "person_verified", "order_under_review", "verification_failed", "order_returned",
  "result_synced", "order_withdrawn", "order_approved", "order_rejected", "attempt", "clock", "settings", "reset",
];
const WAIT = 250;

/** Whether somebody is writing or choosing in that part of the page. */
function isBusy(part) {
  const active = document.activeElement;
  if (!part.contains(active)) return false;
  return active.matches("input:not([type=hidden]), select, textarea") || !getSelection().isCollapsed;
}

/** Puts the new content into a part, and gives back what the visitor had made of the old one. */
function replace(part, fresh) {
  const open = new Map([...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
  const written = new Map();
  for (const field of part.querySelectorAll("input[id], select[id], textarea[id]")) {
    if (field.value !== (field.defaultValue ?? field.value)) written.set(field.id, field.value);
  }
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = new Map([...part.querySelectorAll(".scroll")].map((one, nth) => [nth, one.scrollLeft]));
  part.replaceChildren(...fresh.childNodes);
  for (const [id, was] of open) {
    const one = part.querySelector(`details#${CSS.escape(id)}`);
    if (one) one.open = was;
  }
  for (const [id, value] of written) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  part.querySelectorAll(".scroll").forEach((one, nth) => { one.scrollLeft = scrolled.get(nth) ?? 0; });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

let asked = false;
let fetching = false;

async function refresh() {
  if (fetching) { asked = true; return; }
  fetching = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The service is away; the event stream reconnects, and its next event refreshes the page.
  } finally {
    fetching = false;
    if (asked) { asked = false; soon(); }
  }
}

/** Whether a part was left as it was because somebody wrote in it. */
let heldBack = false;

/** What the server last said of each part; the page itself changes as it ticks. */
const texts = new Map();

function show(page) {
  let changed = false;
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh) continue;
    if (isBusy(part)) { heldBack = true; continue; }
    const text = fresh.innerHTML;
    if (text === texts.get(part.id)) continue;
    texts.set(part.id, text);
    replace(part, fresh);
    changed = true;
  }
  readClock();
  tick();
  if (changed) say(updated);
}

let timer = 0;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT);
}

let source = null;

function follow() {
  if (!events || !("EventSource" in window)) return;
  source = new EventSource(events);
  for (const type of TYPES) source.addEventListener(type, soon);
  source.addEventListener("message", soon);
  let lost = false;
  source.addEventListener("error", () => { lost = true; });
  // What happened while the stream was away is fetched once it is back.
  source.addEventListener("open", () => { if (lost) { lost = false; soon(); } });
}

// A page that is left lives on for the way back, and a browser opens few connections to a host.
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => { if (event.persisted) { follow(); soon(); } });

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
  // A menu closes when somebody clicks elsewhere.
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
// What was held back while somebody wrote is made up for once they are done.
document.addEventListener("focusout", () => { if (heldBack) { heldBack = false; soon(); } });

for (const part of document.querySelectorAll("[data-live]")) texts.set(part.id, part.innerHTML);
readClock();
setInterval(tick, 1000);
follow();
