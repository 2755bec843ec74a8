// The jobs on the workbook in front: a button each, its questions, and what it says. Whatever comes
// from a file is put in as text.
"use strict";

const at = (id) => document.getElementById(id);
let asking = null;

// The path of the workbook in front, where the host tells it.
function inFront() {
  if (window.wps && wps.Application && wps.Application.ActiveWorkbook)
    return wps.Application.ActiveWorkbook.FullName;
  if (window.Office && Office.context && Office.context.document)
    return Office.context.document.url;
  return "";
}

async function run(number, answers) {
  at("question").hidden = true;
  for (const button of document.querySelectorAll("#jobs button")) button.disabled = true;
  at("said").textContent = "正在处理…";
  try {
    const answered = await fetch("job", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ number, workbook: at("workbook").value, answers }),
    });
    if (!answered.ok) throw new Error(answered.status);
    const { ask, said } = await answered.json();
    at("said").textContent = said || "";
    if (ask) {
      asking = { number, answers };
      at("asked").textContent = ask;
      at("answer").value = "";
      at("question").hidden = false;
      at("answer").focus();
    }
  } catch {
    at("said").textContent = "接诉即办没有运行，请重新运行 jsjb serve";
  }
  for (const button of document.querySelectorAll("#jobs button")) button.disabled = false;
}

at("question").addEventListener("submit", (event) => {
  event.preventDefault();
  run(asking.number, [...asking.answers, at("answer").value]);
});

async function show() {
  const jobs = await (await fetch("jobs.json")).json();
  jobs.forEach(([group, label], index) => {
    let box = at(`group-${group}`);
    if (!box) {
      box = document.createElement("fieldset");
      box.id = `group-${group}`;
      box.append(Object.assign(document.createElement("legend"), { textContent: group }));
      at("jobs").append(box);
    }
    const button = Object.assign(document.createElement("button"), { textContent: label });
    button.addEventListener("click", () => run(index + 1, []));
    box.append(button);
  });
}

at("workbook").value = inFront();
show();
