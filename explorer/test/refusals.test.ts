import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../src/api/ask.ts";
import { speak } from "../src/i18n/index.ts";
import { said } from "../src/parts/Failure.tsx";

test("a refusal is told in the reader's language, and in English where the server has no other", () => {
  const both = new Refusal("REFUSED", "there is no record x", "Look it up.", { message: "没有记录 x", nextStep: "请查找。" });
  const english = new Refusal("REFUSED", "nothing", "Ask again.");
  speak("zh-CN");
  assert.deepEqual([said(both), said(english)], [["没有记录 x", "请查找。"], ["nothing", "Ask again."]]);
  speak("en");
  assert.deepEqual(said(both), ["there is no record x", "Look it up."]);
});
