// The person's page. It talks to the ministry's wire format and to nothing else.

import { md5 } from "/assets/md5.js";

const scoped = location.pathname.match(/^\/s\/([a-z0-9][a-z0-9-]*)/);
const root = scoped ? scoped[0] : "";
const api = `${root}/icpproject_query/api`;
const $ = (id) => document.getElementById(id);

$("sandbox").textContent = scoped ? scoped[1] : "default";
$("inbox").href = `${root}/_sim/v1/messages`;
$("attempts").href = `${root}/_sim/v1/attempts`;

// -- The wire ---------------------------------------------------------------------------------

let token = null;

async function authorize() {
  const timeStamp = Date.now();
  const body = new URLSearchParams({ authKey: md5(`testtest${timeStamp}`), timeStamp });
  const response = await fetch(`${api}/auth`, { method: "POST", body });
  token = (await response.json()).params.bussiness;
}

/** A call with a token; a token that has expired is renewed once. */
async function call(path, body, headers = {}) {
  for (const attempt of [1, 2]) {
    if (!token) await authorize();
    const response = await fetch(`${api}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", token, ...headers },
      body: JSON.stringify(body),
    });
    if (response.status === 401 && attempt === 1) {
      token = null;
      continue;
    }
    return response.json();
  }
}

// -- Fields -----------------------------------------------------------------------------------

const EMPTY = {
  smsValidCode: "短信验证码不能为空",
  mobileNum: "手机号不能为空",
  certNum: "证件号不能为空",
};

/** What is wrong with a field, or nothing. */
function complaint(name, value) {
  if (!value) return EMPTY[name];
  if (name === "mobileNum" && !/^1[3-9]\d{9}$/.test(value)) return "请输入正确的手机号";
  return "";
}

/** The form's values; nothing where a field is not right, which is then focused. */
function read(form) {
  const values = {};
  let first = null;
  for (const input of form.querySelectorAll("input")) {
    const value = input.value.trim();
    const wrong = complaint(input.name, value);
    $(`${form.id}-${input.name}`).textContent = wrong;
    input.setAttribute("aria-invalid", wrong ? "true" : "false");
    if (wrong && !first) first = input;
    values[input.name] = value;
  }
  if (first) first.focus();
  return first ? null : values;
}

// -- The puzzle -------------------------------------------------------------------------------

const puzzle = { uuid: null, settle: null };

/** Shows puzzles until one is solved; `{uuid, sign}`, or nothing where the person gives up. */
function solvePuzzle() {
  return new Promise((resolve) => {
    puzzle.settle = (outcome) => {
      puzzle.settle = null;
      $("captcha").close();
      resolve(outcome);
    };
    $("captcha-error").textContent = "";
    $("captcha").showModal();
    newPuzzle();
  });
}

async function newPuzzle() {
  puzzle.uuid = null;
  const answer = await call("image/getCheckImage", {});
  if (!answer.success) {
    $("captcha-error").textContent = answer.msg;
    return;
  }
  const { uuid, bigImage, smallImage, height } = answer.params;
  const [background, piece, slider] = [$("background"), $("piece"), $("slider")];
  background.src = `data:image/png;base64,${bigImage}`;
  piece.src = `data:image/png;base64,${smallImage}`;
  await Promise.all([background.decode(), piece.decode()]);
  const width = background.naturalWidth;
  piece.style.width = `${(piece.naturalWidth / width) * 100}%`;
  piece.style.top = `${(height / background.naturalHeight) * 100}%`;
  slider.max = String(width - piece.naturalWidth);
  slider.value = "0";
  place();
  puzzle.uuid = uuid;
  slider.focus();
}

function place() {
  const slider = $("slider");
  $("piece").style.left = `${(Number(slider.value) / $("background").naturalWidth) * 100}%`;
  slider.setAttribute("aria-valuetext", `${slider.value} 像素`);
}

async function checkPuzzle() {
  const uuid = puzzle.uuid;
  if (!uuid || !puzzle.settle) return;
  puzzle.uuid = null;
  const answer = await call("image/checkImage", { key: uuid, value: $("slider").value });
  if (!puzzle.settle) return;
  if (answer.success) {
    puzzle.settle({ uuid, sign: answer.params });
  } else {
    $("captcha-error").textContent = "没有对准缺口，请再试一次。";
    newPuzzle();
  }
}

/** The piece itself can be dragged as well as the slider. */
function dragPiece(start) {
  start.preventDefault();
  const slider = $("slider");
  const scale = $("background").naturalWidth / $("background").clientWidth;
  const [from, origin] = [Number(slider.value), start.clientX];
  $("piece").setPointerCapture(start.pointerId);
  const move = (event) => {
    slider.value = String(Math.round(from + (event.clientX - origin) * scale));
    place();
  };
  const end = () => {
    $("piece").removeEventListener("pointermove", move);
    checkPuzzle();
  };
  $("piece").addEventListener("pointermove", move);
  $("piece").addEventListener("pointerup", end, { once: true });
}

$("slider").addEventListener("input", place);
$("slider").addEventListener("pointerup", checkPuzzle);
$("slider").addEventListener("keydown", (event) => {
  if (event.key === "Enter") checkPuzzle();
});
$("piece").addEventListener("pointerdown", dragPiece);
$("piece").addEventListener("dragstart", (event) => event.preventDefault());
$("confirm").addEventListener("click", checkPuzzle);
$("refresh").addEventListener("click", newPuzzle);
$("cancel").addEventListener("click", () => puzzle.settle?.(null));
$("captcha").addEventListener("cancel", (event) => {
  event.preventDefault();
  puzzle.settle?.(null);
});

// -- Prompts ----------------------------------------------------------------------------------

const PROMPTS = JSON.parse($("prompts").textContent);

function show(text, flag) {
  const prompt = $("prompt");
  prompt.textContent = text;
  prompt.dataset.flag = String(flag);
  prompt.hidden = false;
}

async function submit(form, path, prompts) {
  const values = read(form);
  if (!values) return;
  const button = form.querySelector("button");
  button.disabled = true;
  $("prompt").hidden = true;
  try {
    const solved = await solvePuzzle();
    if (!solved) return;
    const answer = await call(path, values, solved);
    if (!answer.success) {
      show(answer.msg, false);
      return;
    }
    const { validStatus, validFlag } = answer.params;
    show(prompts[validStatus] ?? `validStatus ${validStatus}`, validFlag);
  } catch {
    show("无法连接模拟器，请确认它仍在运行。", false);
  } finally {
    button.disabled = false;
    button.focus();
  }
}

$("verify").addEventListener("submit", (event) => {
  event.preventDefault();
  submit($("verify"), "smsValidate/validateByCondition", PROMPTS.verify);
});
$("resend").addEventListener("submit", (event) => {
  event.preventDefault();
  submit($("resend"), "smsValidate/resendSMSByCondition", PROMPTS.resend);
});

// -- Tabs -------------------------------------------------------------------------------------

const tabs = [...document.querySelectorAll("[role=tab]")];

function select(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    $(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  $("prompt").hidden = true;
  tab.focus();
}

tabs.forEach((tab, place) => {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) select(tabs[(place + step + tabs.length) % tabs.length]);
  });
});
