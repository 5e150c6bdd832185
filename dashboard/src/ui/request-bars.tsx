/** Requests over time, as bars: those that succeeded and, above them, those that failed. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Bars, sumOf } from './bars';

export interface RequestBar {
  /** What it stands for, in words: "26 nov., 16:00". */
  name: string;
  requests: number;
  failed: number;
}

interface RequestBarsProps {
  /** What they show: "Peticions de les últimes 24 hores". */
  label: string;
  bars: RequestBar[];
}

export function RequestBars({ label, bars: given }: RequestBarsProps) {
  const { t } = useLingui();
  const bars = given.map(({ name, requests, failed }) => ({ name, good: requests - failed, bad: failed }));
  const failed = sumOf(bars, 'bad');
  const requests = sumOf(bars, 'good') + failed;
  return (
    <Bars
      label={t`${label}: ${requests} peticions, ${failed} amb error`}
      bars={bars}
      good={<Trans>correctes</Trans>}
      bad={<Trans>amb error</Trans>}
    />
  );
}
