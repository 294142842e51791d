import type { DriveResult } from '#contract/job.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Disclosure } from '../../parts/disclosure.tsx';
import { driveMap, type MapPlace, type MapState } from '../../state/drive-map.ts';
import './drive-map.css';

interface DriveMapProps {
  readonly drive: DriveResult;
  readonly sizeBytes: number | null;
}

const LEGEND: readonly MapState[] = ['good', 'rewritten', 'bad', 'unchecked'];

/** Where a drive did not read back as written: a strip from its start to its end, and the places as a table. */
export function DriveMapView({ drive, sizeBytes }: DriveMapProps) {
  const { t } = useText();
  const map = driveMap(drive, sizeBytes);
  if (map === null) return null;
  const count = (state: MapState) => map.cells.filter((cell) => cell === state).length;
  const keyed = map.cells.map((state, cell) => ({ state, key: `${cell}` }));
  return (
    <div className="drive-map">
      <div
        className="drive-map-strip"
        role="img"
        aria-label={t('map.summary', { drive: drive.name, bad: count('bad'), rewritten: count('rewritten') })}
      >
        {keyed.map(({ key, state }) => (
          <span key={key} className={`map-cell map-${state}`} />
        ))}
      </div>
      <p className="drive-map-ends muted small" aria-hidden="true">
        <span>{t('map.start')}</span>
        <span>{t('map.end')}</span>
      </p>
      <p className="drive-map-legend small" aria-hidden="true">
        {LEGEND.filter((state) => count(state) > 0).map((state) => (
          <span key={state} className="drive-map-key">
            <span className={`map-cell map-${state}`} /> {t(`map.${state}`)}
          </span>
        ))}
      </p>
      <Disclosure words={t('map.asTable', { count: map.places.length })}>
        <PlaceTable places={map.places} />
      </Disclosure>
    </div>
  );
}

function PlaceTable({ places }: { readonly places: readonly MapPlace[] }) {
  const { t, show } = useText();
  return (
    <div className="table-scroll">
      <table className="graph-table number">
        <thead>
          <tr>
            <th scope="col">{t('map.place')}</th>
            <th scope="col" className="end">
              {t('map.length')}
            </th>
            <th scope="col" className="end">
              {t('map.rewrites')}
            </th>
            <th scope="col">{t('map.now')}</th>
          </tr>
        </thead>
        <tbody>
          {places.map(({ offsetBytes, lengthBytes, rewrites, state }) => (
            <tr key={offsetBytes}>
              <th scope="row">{show({ exactBytes: offsetBytes })}</th>
              <td className="end">{show({ exactBytes: lengthBytes })}</td>
              <td className="end">{show(rewrites)}</td>
              <td>{t(`map.${state}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
