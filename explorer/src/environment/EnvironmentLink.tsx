// From a record to the environment of its room.
import { t } from "../i18n/index.ts";
import { split } from "../graph/keys.ts";
import { href, route } from "../route.ts";

const HAVE_ONE = new Set(["location", "step", "reading", "equipment"]);

/** Whether a record is a room, or was in one. */
export const hasRoom = (key: string): boolean => HAVE_ONE.has(split(key).prefix);

/** Nothing for records that have none, and where it is open. */
export function EnvironmentLink({ of }: { of: string }) {
  const { page, about } = route.value;
  if (!hasRoom(of) || (page === "environment" && about === of)) return null;
  return (
    <p>
      <a class="button" href={href({ page: "environment", about: of, from: null, to: null, row: null })}>
        {t("environment.open")}
      </a>
    </p>
  );
}
