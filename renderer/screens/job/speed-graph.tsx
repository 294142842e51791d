import { memo, useRef, useState } from 'react';
import type { JobDrive, JobSnapshot, PassGraph } from '#contract/job-view.ts';
import type { Words } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Select } from '../../parts/select.tsx';
import { useAppState } from '../../state/app-context.tsx';
import { axisTicks, axisTop, fastest, summarise } from '../../state/graph.ts';
import './graph.css';
import { GraphLine } from './graph-line.tsx';
import { GraphTable } from './graph-table.tsx';

/** Of the drawing, in its own units; the picture scales with the page. */
const WIDTH = 800;
const HEIGHT = 150;
const ALL = 'all';
/** More lines than this are drawn thinner. */
const MANY = 3;

/** Speed over the position in the image: writing solid and filled, verifying dashed over it with markers. */
export function SpeedGraph() {
  const { t } = useText();
  const job = useAppState((state) => state.job);
  const [shown, setShown] = useState<string>(ALL);
  const [isTable, setIsTable] = useState(false);
  const top = useRef({ jobId: '', value: 0 });
  if (job === null) return null;
  const drives = job.drives.filter(({ drive }) => shown === ALL || drive.id === shown);
  const isSame = top.current.jobId === job.jobId;
  const value = axisTop(
    fastest(job.drives.flatMap(({ writeGraph, verifyGraph }) => [writeGraph, verifyGraph])),
    isSame ? top.current.value : 0,
  );
  top.current = { jobId: job.jobId, value };
  const hasData = drives.some(({ writeGraph, verifyGraph }) => writeGraph.bins.length + verifyGraph.bins.length > 0);
  return (
    <section className="card graph" aria-labelledby="graph-title">
      <div className="graph-head">
        <h2 id="graph-title">{t('graph.title')}</h2>
        <Legend />
        <span className="graph-controls">
          {job.drives.length > 1 ? (
            <Select
              label={t('graph.shown')}
              value={shown}
              choices={[
                { value: ALL, words: t('graph.all') },
                ...job.drives.map(({ drive }) => ({ value: drive.id, words: `${drive.name} …${drive.code}` })),
              ]}
              onChange={setShown}
            />
          ) : null}
          <Button size="small" onPress={() => setIsTable(!isTable)}>
            {isTable ? t('graph.asGraph') : t('graph.asTable')}
          </Button>
        </span>
      </div>
      {isTable ? (
        <GraphTable drives={drives} sizeBytes={job.image.sizeBytes} />
      ) : (
        <Picture drives={drives} job={job} top={value} hasData={hasData} />
      )}
    </section>
  );
}

function Legend() {
  const { t } = useText();
  return (
    <p className="graph-legend" aria-hidden="true">
      <span>
        <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true">
          <path className="graph-line-write" d="M1 5h24" />
        </svg>
        {t('graph.write')}
      </span>
      <span>
        <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true">
          <path className="graph-line-verify" d="M1 5h24" />
          <circle className="graph-mark" cx="13" cy="5" r="3" />
        </svg>
        {t('graph.verify')}
      </span>
    </p>
  );
}

interface PictureProps {
  readonly drives: readonly JobDrive[];
  readonly job: JobSnapshot;
  readonly top: number;
  readonly hasData: boolean;
}

function Picture({ drives, job, top, hasData }: PictureProps) {
  const { t, say } = useText();
  const { sizeBytes } = job.image;
  const label = hasData ? alternative(drives, sizeBytes).map(say).join(' ') : t('graph.none');
  return (
    <div className="graph-frame">
      <div className="graph-ticks number muted" aria-hidden="true">
        {[...axisTicks(top)].reverse().map((tick) => (
          <span key={tick}>{tick}</span>
        ))}
      </div>
      <div className="graph-canvas">
        <svg
          className={drives.length > MANY ? 'graph-many' : undefined}
          role="img"
          aria-label={label}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
        >
          <Grid top={top} />
          {drives.map(({ drive, writeGraph, verifyGraph }) => (
            <g key={drive.id}>
              <GraphLine
                graph={writeGraph}
                pass="write"
                isOne={drives.length === 1}
                {...{ top, sizeBytes, width: WIDTH, height: HEIGHT }}
              />
              <GraphLine
                graph={verifyGraph}
                pass="verify"
                isOne={drives.length === 1}
                {...{ top, sizeBytes, width: WIDTH, height: HEIGHT }}
              />
            </g>
          ))}
        </svg>
        {hasData ? null : <p className="graph-none muted">{t('graph.none')}</p>}
      </div>
      <div className="graph-unit muted" aria-hidden="true">
        {t('graph.unit')}
      </div>
      <div className="graph-positions number muted" aria-hidden="true">
        <span>0</span>
        <span>25</span>
        <span>50</span>
        <span>75</span>
        <span>100 %</span>
      </div>
    </div>
  );
}

const Grid = memo(function GridLines({ top }: { readonly top: number }) {
  const ticks = axisTicks(top);
  return (
    <g className="graph-grid">
      {ticks.map((tick) => {
        const y = HEIGHT - (tick / top) * HEIGHT;
        return <path key={tick} d={`M0 ${y}H${WIDTH}`} />;
      })}
      {[0.25, 0.5, 0.75].map((part) => (
        <path key={part} className="graph-grid-x" d={`M${WIDTH * part} 0V${HEIGHT}`} />
      ))}
    </g>
  );
});

/** The lines in words: average, slowest with its place, fastest. */
function alternative(drives: readonly JobDrive[], sizeBytes: number | null): readonly Words[] {
  return drives.flatMap(({ drive, writeGraph, verifyGraph }) => [
    ...passWords(writeGraph, sizeBytes, (text) => ['graph.ofWrite', { drive: drive.name, text }]),
    ...passWords(verifyGraph, sizeBytes, (text) => ['graph.ofVerify', { drive: drive.name, text }]),
  ]);
}

function passWords(graph: PassGraph, sizeBytes: number | null, wrap: (text: Words) => Words): readonly Words[] {
  const summary = summarise(graph, sizeBytes);
  if (summary === null) return [];
  return [
    wrap([
      'graph.alternative',
      {
        average: { speedBytesPerSec: summary.averageBytesPerSec },
        slowest: { speedBytesPerSec: summary.slowestBytesPerSec },
        slowestAt: summary.slowestAtPercent,
        fastest: { speedBytesPerSec: summary.fastestBytesPerSec },
      },
    ]),
  ];
}
