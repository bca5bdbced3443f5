// The density map as a table: how many records of each column stand in each band of what is in view.
import { number, t } from "../i18n/index.ts";
import type { Column } from "../graph/columns.ts";

/** What is in view is told in so many bands. */
export const BANDS_OF_TABLE = 16;

interface Props {
  columns: readonly Column[];
  rowsIn: (column: number, from: number, to: number) => [number, number];
  onOpen: (column: number, place: number) => void;
}

export function DensityTable({ columns, rowsIn, onOpen }: Props) {
  return (
    <details class="density-table">
      <summary>{t("density.table")}</summary>
      <p>{t("density.tableMeans")}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("density.band")}</th>
            {columns.map((column) => (
              <th key={column.name} scope="col">
                {t(`column.${column.name}`)} <small>{number(column.total)}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: BANDS_OF_TABLE }, (_, band) => (
            <tr key={band}>
              <th scope="row">{number(band + 1)}</th>
              {columns.map((column, c) => {
                const [from, to] = rowsIn(c, band / BANDS_OF_TABLE, (band + 1) / BANDS_OF_TABLE);
                return (
                  <td key={column.name} class="quantity">
                    <button type="button" class="link" onClick={() => onOpen(c, from)} aria-label={t("density.openFrom", { column: t(`column.${column.name}`), from: number(from + 1), to: number(to) })}>
                      {number(from + 1)}–{number(to)}
                    </button>{" "}
                    <small>({number(to - from)})</small>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
