// The evidence dossier of a record: one signed file that is checked without a database.
import { useSignal } from "@preact/signals";
import { fetchFile, refusalOf, type Refusal } from "../api/ask.ts";
import { startsTrace } from "../graph/keys.ts";
import { t } from "../i18n/index.ts";
import { save } from "../parts/csv.ts";
import { Refused } from "../parts/Failure.tsx";
import { route } from "../route.ts";

const WAYS = { forward: "dossier.forward", backward: "dossier.backward" } as const;

export function Dossier({ of }: { of: string }) {
  const failed = useSignal<Refusal | null>(null);
  const making = useSignal(false);
  if (!startsTrace(of)) return null;
  // Fetched and not followed: it takes a permission of its own, and a refusal is to be read here.
  const make = async (direction: keyof typeof WAYS): Promise<void> => {
    [making.value, failed.value] = [true, null];
    try {
      save(await fetchFile(dossierUrl(of, direction)), `lotgraph-${direction}.dossier`);
    } catch (error) {
      failed.value = refusalOf(error);
    } finally {
      making.value = false;
    }
  };
  return (
    <section>
      <h3>{t("dossier.title")}</h3>
      <p>{t("dossier.intro")}</p>
      <p class="actions">
        {(["forward", "backward"] as const).map((way) => (
          <button key={way} type="button" disabled={making.value} onClick={() => void make(way)}>
            {t(WAYS[way])}
          </button>
        ))}
        <span role="status">{making.value && t("export.making", { form: t("dossier.title") })}</span>
      </p>
      {failed.value && <Refused refusal={failed.value} />}
    </section>
  );
}

/** Its address, at the clocks of the page. */
function dossierUrl(of: string, direction: string): string {
  const { asOf, knownAt } = route.value;
  const asked = new URLSearchParams({ key: of, direction });
  if (asOf) asked.set("as_of", asOf);
  if (knownAt) asked.set("known_at", String(knownAt));
  return `export/dossier?${asked}`;
}
