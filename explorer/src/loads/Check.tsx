// Would a file be taken? It is dropped here before it is sent, and nothing of it is kept.
import { useRef, useState } from "preact/hooks";
import { ask, refusalOf, sendFile, whole, type Refusal } from "../api/ask.ts";
import { PROFILES } from "../api/loads.ts";
import { t } from "../i18n/index.ts";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { Report, type Checked } from "./Report.tsx";

const FILES = "Files";

export function Check() {
  const [profile, setProfile] = useState("");
  const [over, setOver] = useState(false);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [report, setReport] = useState<readonly Checked[] | null>(null);
  const sent = useRef<File | null>(null);
  const run = async (file: File | null | undefined): Promise<void> => {
    if (!file || busy) return;
    sent.current = file;
    setName(file.name);
    setBusy(true);
    setFailed(null);
    setReport(null);
    try {
      const said = await sendFile("check", file, profile ? { "X-Lotgraph-Profile": profile } : {});
      setReport(whole((said as { files?: readonly Checked[] }).files));
    } catch (error) {
      setFailed(refusalOf(error));
    } finally {
      setBusy(false);
    }
  };
  const drop = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes(FILES)) return;
    event.preventDefault();
    setOver(event.type === "dragover");
    if (event.type === "drop") void run(event.dataTransfer.files[0]);
  };
  return (
    <section class="check-file">
      <p>{t("loads.checkIntro")}</p>
      <Profiles chosen={profile} onChoose={setProfile} />
      <div class={`drop${over ? " is-over" : ""}`} onDragOver={drop} onDragLeave={drop} onDrop={drop}>
        <p aria-hidden="true">{t("loads.drop")}</p>
        <label class="button file">
          {t("loads.choose")}
          <input
            type="file"
            class="visually-hidden"
            disabled={busy}
            onChange={(event) => {
              const input = event.currentTarget;
              void run(input.files?.[0]).finally(() => (input.value = ""));
            }}
          />
        </label>
      </div>
      <div aria-live="polite">
        {busy && (
          <p class="busy">
            <bdi>{t("loads.checking", { file: name })}</bdi>
          </p>
        )}
        {failed && <Failure refusal={failed} onRetry={() => void run(sent.current)} />}
        {report?.map((one) => <Report key={one.file} of={one} />)}
      </div>
    </section>
  );
}

function Profiles({ chosen, onChoose }: { chosen: string; onChoose: (name: string) => void }) {
  const { told, failed, again } = useAsked(async (stop) => whole((await ask(PROFILES, {}, stop)).profiles), []);
  return (
    <>
      <p class="filters">
        <label>
          {t("loads.profile")}{" "}
          <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
            <option value="">{t("loads.anyProfile")}</option>
            {told?.map((one) => (
              <option key={one.name} value={one.name}>
                {`${one.name}: ${one.description}`}
              </option>
            ))}
          </select>
        </label>
      </p>
      {failed && <Failure refusal={failed} onRetry={again} />}
    </>
  );
}
