// A small picture of a figure's course; its table says the same.
import type { Point } from "../api/figures.ts";
import { pathOf } from "../loads/chart.ts";
import { useWidth } from "../parts/useWidth.ts";
import { courseOf, HEIGHT, type Span } from "./course.ts";
import { valued } from "./words.ts";

/** More points than these are a line without dots. */
const DOTS = 60;

interface Props {
  label: string;
  /** Whether the label stands above it; else something else on the page says what it is. */
  isTitled?: boolean;
  points: readonly Pick<Point, "value" | "computed">[];
  unit: string;
  target?: string | null;
  change?: Span | null;
}

export function Chart({ label, isTitled = false, points, unit, target = null, change = null }: Props) {
  const { box, width } = useWidth<HTMLElement>(320);
  const course = courseOf(points, unit, target, change, width);
  const { base } = course;
  const alone = new Set(course.points.map(({ at }) => at));
  const dots = course.points.filter(({ at }) => points.length <= DOTS || !(alone.has(at - 1) || alone.has(at + 1)));
  return (
    <figure class="small-course" ref={box}>
      {isTitled && <figcaption>{label}</figcaption>}
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
        {course.change && <rect class="change" x={course.change.x} y={0} width={course.change.width} height={base.y} />}
        {course.levels.map(({ y, text }) => (
          <g key={text} class="level">
            <line x1={base.from} x2={base.to} y1={y} y2={y} />
            <text x={base.from - 6} y={y + 4} text-anchor="end">
              {text}
            </text>
          </g>
        ))}
        {course.target !== null && <line class="target" x1={base.from} x2={base.to} y1={course.target} y2={course.target} />}
        <path d={pathOf(course.points)} />
        {dots.map(({ x, y, at }) => (
          <circle key={at} cx={x} cy={y} r={3}>
            <title>{`${points[at]!.computed.slice(0, 10)}: ${valued(points[at]!.value!, unit)}`}</title>
          </circle>
        ))}
        {course.empty.map(({ x, at }) => (
          <text key={at} class="is-empty" x={x} y={base.y - 4} text-anchor="middle">
            ?
          </text>
        ))}
        {course.ticks.map(({ x, text }) => (
          <g key={x} class="axis">
            <line x1={x} x2={x} y1={base.y} y2={base.y + 4} />
            <text x={Math.min(Math.max(x, base.from), base.to - 16)} y={base.y + 17} text-anchor="middle">
              {text}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}
