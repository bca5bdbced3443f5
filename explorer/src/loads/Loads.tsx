// The load monitor: what is being taken in, what was, what was not accepted, how good it is, and a check before.
import { Choice } from "../parts/Choice.tsx";
import { t, type Text } from "../i18n/index.ts";
import { go, LOAD_PARTS, route, type LoadPart } from "../route.ts";
import { Check } from "./Check.tsx";
import { LoadList } from "./LoadList.tsx";
import { Rejects } from "./Rejects.tsx";
import { Scores } from "./Scores.tsx";

const NAMES: Record<LoadPart, Text> = {
  list: "loads.list",
  rejects: "loads.rejects",
  scores: "loads.scores",
  check: "loads.check",
};

export function Loads() {
  const { part } = route.value;
  return (
    <div class="page loads">
      <h1>{t("loads.title")}</h1>
      <p>
        <Choice
          label={t("loads.parts")}
          all={LOAD_PARTS}
          chosen={part}
          name={(one) => t(NAMES[one])}
          onChoose={(one) => go({ part: one, load: null })}
        />
      </p>
      {part === "list" && <LoadList />}
      {part === "rejects" && <Rejects />}
      {part === "scores" && <Scores />}
      {part === "check" && <Check />}
    </div>
  );
}
