// A camera as a second way to scan: it looks until it sees a code, and the code is looked for.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { find } from "./Find.tsx";

/** Between two looks. */
const PAUSE_MS = 120;

/** Whether the browser lends its camera to this page: over https, or on this machine. */
const isLent = (): boolean => Boolean(navigator.mediaDevices?.getUserMedia);

export function CameraButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {t("camera.open")}
      </button>
      {open && <Camera onEnd={() => setOpen(false)} />}
    </>
  );
}

function Camera({ onEnd }: { onEnd: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState(isLent() ? "" : t("camera.notHere"));
  useEffect(() => {
    dialog.current!.showModal();
    if (!isLent()) return;
    const stop = new AbortController();
    look(video.current!, stop.signal).then(
      (text) => {
        if (stop.signal.aborted) return;
        onEnd();
        find(text);
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setTrouble(t("camera.failed", { why: String(error) }));
      },
    );
    return () => stop.abort();
  }, []);
  return (
    <dialog ref={dialog} class="camera" aria-label={t("camera.title")} onClose={onEnd}>
      <h2>{t("camera.title")}</h2>
      {trouble ? (
        <p role="alert">{trouble}</p>
      ) : (
        <>
          <video ref={video} muted playsInline aria-label={t("camera.picture")} />
          <p role="status">{t("camera.looking")}</p>
        </>
      )}
      <button type="button" onClick={() => dialog.current!.close()}>
        {t("camera.close")}
      </button>
    </dialog>
  );
}

/** The text of the first code that the camera sees; the camera is given back whatever happens. */
async function look(video: HTMLVideoElement, stop: AbortSignal): Promise<string> {
  const [{ read }, stream] = await Promise.all([
    import("./reading.ts"),
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false }),
  ]);
  try {
    video.srcObject = stream;
    await video.play();
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    for (;;) {
      stop.throwIfAborted();
      context.drawImage(video, 0, 0);
      const text = await read(context.getImageData(0, 0, canvas.width, canvas.height));
      if (text) return text;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
