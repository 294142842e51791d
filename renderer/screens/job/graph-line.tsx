import { memo } from 'react';
import type { PassGraph } from '#contract/job-view.ts';
import { areaPath, graphPoints, linePath, markedPoints } from '../../state/graph.ts';

interface GraphLineProps {
  readonly graph: PassGraph;
  readonly pass: 'write' | 'verify';
  readonly top: number;
  readonly sizeBytes: number | null;
  readonly width: number;
  readonly height: number;
  /** A single drive's writing is filled below; several would cover each other. */
  readonly isOne: boolean;
}

/** One line of one drive; drawn anew only when it grew or the axis did. */
export const GraphLine = memo(function Line({ graph, pass, isOne, ...scale }: GraphLineProps) {
  const points = graphPoints(graph, scale);
  return (
    <>
      {pass === 'write' && isOne ? <path className="graph-area" d={areaPath(points, scale.height)} /> : null}
      <path className={`graph-line-${pass}`} d={linePath(points)} vectorEffect="non-scaling-stroke" />
      {pass === 'verify'
        ? markedPoints(points, scale.width).map(({ x, y }) => (
            // a dot of zero length with a round, unscaled stroke stays round in a picture that is stretched
            <path key={x} className="graph-dot" d={`M${x} ${y}h0.01`} vectorEffect="non-scaling-stroke" />
          ))
        : null}
    </>
  );
});
