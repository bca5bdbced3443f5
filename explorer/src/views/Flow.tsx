// Quantity flow: how much went from group to group, drawn for a few hundred of them, with its table beside.
import { useMemo } from "preact/hooks";
import type { ResultOf } from "gql.tada";
import { ask, Refusal, whole } from "../api/ask.ts";
import { AMOUNTS } from "../api/amounts.ts";
import { askedOf, type Answer, type Told } from "../answer.ts";
import { named, number, t, type Text } from "../i18n/index.ts";
import { flowsOf, MOST_GROUPS, type Amounts, type FlowGroup, type Flows, type GroupKind } from "../graph/flows.ts";
import { NODE_WIDTH, sankey, type Band, type Box } from "../graph/sankey.ts";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";

type Side = NonNullable<ResultOf<typeof AMOUNTS>["recall"]>;

const KINDS: Record<GroupKind, Text> = {
  supplier: "flow.supplier",
  received: "flow.received",
  step: "flow.step",
  made: "flow.made",
  device: "flow.device",
  customer: "flow.customer",
  returned: "flow.returned",
  several: "flow.several",
  unknown: "flow.unknown",
  other: "flow.other",
};

const UNTOLD = {
  several: { supplier: "flow.severalSupplier", customer: "flow.severalCustomer" },
  unknown: { supplier: "flow.unknownSupplier", customer: "flow.unknownCustomer" },
} as const satisfies Record<string, Record<string, Text>>;

export function Flow({ told }: { told: Answer }) {
  const { told: amounts, failed, again } = useAsked((stop) => amountsOf(told, stop), [told]);
  const flows = useMemo(() => amounts && flowsOf(told.network, amounts), [told, amounts]);
  return (
    <div class="flow">
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!failed && !flows && (
        <p class="busy" role="status">
          {t("trace.loading")}
        </p>
      )}
      {flows && <Drawn flows={flows} rows={told.network.size} />}
    </div>
  );
}

/** Of each relationship of the network, from the answers that it was made of. */
async function amountsOf(answer: Answer, stop: AbortSignal): Promise<Amounts> {
  const { forward, backward, network } = answer;
  const data = await ask(AMOUNTS, askedOf(answer), stop);
  const known = new Map<string, Amounts[number]>();
  if (forward) learn(known, forward, whole(data.recall));
  if (backward) learn(known, backward, whole(data.genealogy));
  const { keys, sources, targets } = network.edges;
  return keys.map((key, i) => known.get(`${key} ${network.keys[sources[i]!]} ${network.keys[targets[i]!]}`) ?? null);
}

function learn(known: Map<string, Amounts[number]>, told: Told, { sha256, edgeAmounts }: Side): void {
  const { keys, edgeKeys, edgeSources, edgeTargets } = told.columns;
  const { quantities, units } = edgeAmounts;
  // Amounts stand beside the relationships of the very same answer, or they mean nothing.
  if (sha256 !== told.sha256 || quantities.length !== edgeKeys.length) throw new Refusal("READ_FAILED", "", "");
  edgeKeys.forEach((key, i) => {
    const [quantity, unit] = [quantities[i] ?? null, units[i] ?? null];
    known.set(`${key} ${keys[edgeSources[i]!]} ${keys[edgeTargets[i]!]}`, quantity === null ? null : { quantity, unit: unit ?? "" });
  });
}

function Drawn({ flows, rows }: { flows: Flows; rows: number }) {
  const { groups, links, packed } = flows;
  const picture = useMemo(() => (groups.length <= MOST_GROUPS ? sankey(groups, links) : null), [flows]);
  const names = new Map(groups.map((group) => [group.id, nameOf(group)]));
  const several = (picture?.units.length ?? 0) > 1;
  return (
    <>
      <p>
        {t("flow.whole", { n: rows, groups: groups.length })} {several && <b>{t("flow.units")}</b>}{" "}
        {packed && t("flow.packed")}
      </p>
      {!links.length && <p>{t("flow.nothing")}</p>}
      {!picture && <p role="status">{t("flow.tooMany", { n: groups.length, most: MOST_GROUPS })}</p>}
      {picture && links.length > 0 && (
        <>
          <ul class="legend">
            {picture.units.map(({ unit, full }, i) => (
              <li key={unit}>
                <span class={`swatch unit-${i % 4}`} aria-hidden="true" /> {t("flow.measure", { unit: unit || t("flow.noUnit"), full: number(full) })}
              </li>
            ))}
            {links.some((link) => link.unit === null) && (
              <li>
                <span class="swatch is-unstated" aria-hidden="true" /> {t("flow.unstated")}
              </li>
            )}
          </ul>
          <div class="wide" tabIndex={0} role="region" aria-label={t("flow.picture")}>
            <svg role="img" aria-label={t("flow.picture")} width={picture.width} height={picture.height}>
              {picture.bands.map((band, i) => (
                <Ribbon key={i} band={band} says={`${names.get(band.link.source)} → ${names.get(band.link.target)}: ${said(band)}`} />
              ))}
              {picture.boxes.map((box) => (
                <Node key={box.group.id} box={box} />
              ))}
            </svg>
          </div>
        </>
      )}
      <Listed flows={flows} names={names} />
    </>
  );
}

const said = ({ link }: Band): string => (link.unit === null ? t("flow.unstated") : `${link.quantity} ${link.unit}`);

function Ribbon({ band, says }: { band: Band; says: string }) {
  const { from, to } = band;
  const bend = Math.max(40, (to.x - from.x) / 2);
  const path = `M${from.x},${from.y} C${from.x + bend},${from.y} ${to.x - bend},${to.y} ${to.x},${to.y}`;
  return (
    <path class={band.unit < 0 ? "ribbon is-unstated" : `ribbon unit-${band.unit % 4}`} d={path} stroke-width={band.thickness}>
      <title>{says}</title>
    </path>
  );
}

/** Texts longer than this would run into the next layer; the table has them whole. */
const FITS = 18;

function Node({ box: { group, x, y, height } }: { box: Box }) {
  const fits = (text: string): string => ([...text].length > FITS ? `${[...text].slice(0, FITS - 1).join("")}…` : text);
  return (
    <g>
      <rect class="node" x={x} y={y} width={NODE_WIDTH} height={height}>
        <title>{nameOf(group)}</title>
      </rect>
      <text class="of" x={x + NODE_WIDTH + 5} y={y + 12}>
        {fits(group.of && group.kind !== "several" && group.kind !== "unknown" ? group.of : nameOf(group))}
      </text>
      <text class="kind" x={x + NODE_WIDTH + 5} y={y + 26}>
        {t(KINDS[group.kind])}
        {group.rows > 1 && ` (${number(group.rows)})`}
      </text>
    </g>
  );
}

function nameOf({ kind, of }: FlowGroup): string {
  if (kind === "other") return named("label", of);
  if (kind === "several" || kind === "unknown") return t(of === "supplier" ? UNTOLD[kind].supplier : UNTOLD[kind].customer);
  return of ? `${t(KINDS[kind])}: ${of}` : t(KINDS[kind]);
}

function Listed({ flows: { links }, names }: { flows: Flows; names: Map<string, string> }) {
  const heads = [
    ["flow.from", ""],
    ["flow.to", ""],
    ["table.quantity", "n"],
    ["table.unit", ""],
    ["flow.count", "n"],
  ] as const;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={t("flow.table")}>
      <table>
        <caption class="visually-hidden">{t("flow.table")}</caption>
        <thead>
          <tr>
            {heads.map(([head, kind]) => (
              <th key={head} scope="col" class={kind}>
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {links.map((link, i) => (
            <tr key={i}>
              <td>
                <bdi>{names.get(link.source)}</bdi>
              </td>
              <td>
                <bdi>{names.get(link.target)}</bdi>
              </td>
              <td class="n">{link.quantity ?? <em>{t("flow.unstated")}</em>}</td>
              <td>{link.unit ?? ""}</td>
              <td class="n">{number(link.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
