"use strict";

// A page to ask by hand. It talks to the server it came from and to nothing else.

const WORDS = {
  en: {
    examples: "Examples", query: "Query", variables: "Variables (JSON)", run: "Run", result: "Result",
    docs: "Schema", filter: "Filter types and fields", running: "Running", took: "ms",
    failed: "The server did not answer", badVariables: "The variables are no JSON",
    ledger: "ledger size", notReady: "not ready", withErrors: "with errors",
  },
  zh: {
    examples: "示例", query: "查询", variables: "变量（JSON）", run: "运行", result: "结果",
    docs: "模式", filter: "筛选类型和字段", running: "正在运行", took: "毫秒",
    failed: "服务器没有应答", badVariables: "变量不是有效的 JSON",
    ledger: "账本大小", notReady: "尚未就绪", withErrors: "有错误",
  },
};

const EXAMPLES = [
  ["ledgerHead", "query Head {\n  ledgerHead { size root }\n}\n", {}],
  ["search", `query Search($text: String!, $after: String) {
  search(text: $text, first: 50, after: $after) {
    edges { node { __typename key name } }
    pageInfo { hasNextPage endCursor }
  }
}
`, { text: "L-" }],
  ["recall", `query Recall($keys: [String!]!) {
  recall(keys: $keys) {
    complete
    gaps { kind key message }
    counts { label count }
    totals { devices byMaterial { material quantity unit } }
    rows(first: 100) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { node { key label name quantity unit byMaterial { material shipped returned net unit } } }
    }
    exportUrl
    sha256
  }
}
`, { keys: ["lot:"] }],
  ["genealogy", `query Genealogy($keys: [String!]!) {
  genealogy(keys: $keys) {
    complete
    gaps { kind key message }
    rows(first: 100) { totalCount edges { node { key label name records { key label } } } }
  }
}
`, { keys: ["device:"] }],
  ["why", `query Why($from: String!, $to: String!) {
  why(from: $from, to: $to) { direction complete path { from type to commit } gaps { kind message } }
}
`, { from: "lot:", to: "customer:" }],
  ["dataDictionary", "query Dictionary {\n  dataDictionary { ownerType name kind description }\n}\n", {}],
];

const TYPE = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
const INTROSPECTION = `query Schema { __schema { types { kind name description
  fields { name description args { name description type { ${TYPE} } } type { ${TYPE} } }
  enumValues { name description } } } }`;

const language = (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
const say = (word) => WORDS[language][word];
const at = (id) => document.getElementById(id);

function make(name, text, ...children) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

function state(text, bad) {
  at("state").textContent = text;
  at("state").classList.toggle("bad", Boolean(bad));
}

async function post(query, variables) {
  const response = await fetch("graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: `${response.status}: ${text}` }] };
  }
}

let asked = 0;

async function run() {
  const turn = ++asked;
  let variables;
  try {
    variables = JSON.parse(at("variables").value.trim() || "{}");
  } catch (error) {
    state(`${say("badVariables")}: ${error.message}`, true);
    at("variables").focus();
    return;
  }
  state(say("running"));
  const start = performance.now();
  try {
    const answer = await post(at("query").value, variables);
    if (turn !== asked) return; // a later question was asked meanwhile
    at("result").textContent = JSON.stringify(answer, null, 2);
    const took = `${Math.round(performance.now() - start)} ${say("took")}`;
    state(answer.errors ? `${took}, ${say("withErrors")}` : took, Boolean(answer.errors));
  } catch (error) {
    if (turn === asked) state(`${say("failed")}: ${error.message}`, true);
  }
}

function typeText(type) {
  if (type.kind === "NON_NULL") return `${typeText(type.ofType)}!`;
  if (type.kind === "LIST") return `[${typeText(type.ofType)}]`;
  return type.name;
}

function describedField(field) {
  const args = (field.args || []).map((arg) => `${arg.name}: ${typeText(arg.type)}`).join(", ");
  const type = field.type ? `: ${typeText(field.type)}` : "";
  return [make("dt", `${field.name}${args ? `(${args})` : ""}${type}`), make("dd", field.description || "")];
}

function describedType(type) {
  const list = make("dl", "", ...[...(type.fields || []), ...(type.enumValues || [])].flatMap(describedField));
  const details = make("details", "", make("summary", type.name), make("p", type.description || ""), list);
  details.open = type.name === "Query";
  details.dataset.text = details.textContent.toLowerCase();
  return details;
}

async function showSchema() {
  const answer = await post(INTROSPECTION, {});
  if (!answer.data) {
    at("types").textContent = JSON.stringify(answer.errors);
    return;
  }
  const types = answer.data.__schema.types.filter((type) => !type.name.startsWith("__"));
  types.sort((a, b) => (b.name === "Query") - (a.name === "Query") || (a.name < b.name ? -1 : 1));
  at("types").replaceChildren(...types.map(describedType));
}

async function showReady() {
  const response = await fetch("health/ready");
  const ready = await response.json();
  if (response.ok) state(`${say("ledger")} ${ready.ledger.size}`);
  else state(`${say("notReady")}: ${ready.message} ${ready.nextStep}`, true);
}

function choose(index) {
  const [, query, variables] = EXAMPLES[index];
  at("query").value = query;
  at("variables").value = JSON.stringify(variables, null, 2);
}

function start() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  at("filter").placeholder = say("filter");
  at("filter").setAttribute("aria-label", say("filter"));
  at("examples").append(...EXAMPLES.map(([name], index) => new Option(name, String(index))));
  at("examples").addEventListener("change", (event) => choose(Number(event.target.value)));
  at("run").addEventListener("click", run);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      run();
    }
  });
  at("filter").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const type of at("types").children) type.hidden = !(type.dataset.text || "").includes(wanted);
  });
  choose(0);
  for (const task of [showReady, showSchema]) {
    task().catch((error) => state(`${say("failed")}: ${error.message}`, true));
  }
}

start();
