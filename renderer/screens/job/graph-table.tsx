import type { JobDrive } from '#contract/job-view.ts';
import { useText } from '../../i18n/text-context.tsx';
import { tenths } from '../../state/graph.ts';

interface GraphTableProps {
  readonly drives: readonly JobDrive[];
  readonly sizeBytes: number | null;
}

/** The graph in figures: the speed in each tenth of the image. */
export function GraphTable({ drives, sizeBytes }: GraphTableProps) {
  const { t, show } = useText();
  const columns = drives.flatMap(({ drive, writeGraph, verifyGraph }) => [
    { key: `${drive.id}/write`, name: drive.name, pass: t('graph.write'), values: tenths(writeGraph, sizeBytes) },
    ...(verifyGraph.bins.length === 0
      ? []
      : [
          {
            key: `${drive.id}/verify`,
            name: drive.name,
            pass: t('graph.verify'),
            values: tenths(verifyGraph, sizeBytes),
          },
        ]),
  ]);
  return (
    <div className="table-scroll">
      <table className="graph-table number">
        <thead>
          <tr>
            <th scope="col">{t('graph.part')}</th>
            {columns.map(({ key, name, pass }) => (
              <th scope="col" key={key} className="end">
                <bdi>{name}</bdi>, {pass}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: 10 }, (_, tenth) => tenth * 10).map((percent) => (
            <tr key={percent}>
              <th scope="row">
                {percent}–{percent + 10} %
              </th>
              {columns.map(({ key, values }) => {
                const value = values[percent / 10] ?? null;
                return (
                  <td key={key} className="end">
                    {value === null ? t('graph.notYet') : show({ speedBytesPerSec: value })}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
