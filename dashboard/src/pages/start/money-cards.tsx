/** What is due, and how the month goes beside the same days of the last one. */
import type { InvoicesSum, InvoicesSummary } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Money } from '~/ui/money';
import { changeOf } from './change';
import styles from './start.module.css';

const EURO = 'EUR';

export function Due({ of: { unpaid, overdue, to_pay: toPay } }: { of: InvoicesSummary }) {
  const { t } = useLingui();
  return (
    <dl className={styles.figures}>
      <DueFigure name={t({ message: 'Per cobrar', context: 'a sum' })} sum={unpaid} search={{ type: 'issued', unpaid: true }} />
      <DueFigure name={t`Vençudes`} sum={overdue} search={{ type: 'issued', status: 'overdue' }} isLate={overdue.count > 0} />
      <DueFigure name={t({ message: 'Per pagar', context: 'a sum' })} sum={toPay} search={{ type: 'received', unpaid: true }} />
    </dl>
  );
}

interface DueFigureProps {
  name: string;
  sum: InvoicesSum;
  search: { type: 'issued' | 'received'; unpaid?: true; status?: 'overdue' };
  isLate?: boolean;
}

function DueFigure({ name, sum, search, isLate = false }: DueFigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isLate ? styles.late : undefined}>
        <Amounts of={sum} />
        <Link to="/invoices" search={search}>
          <Plural value={sum.count} one="# factura" other="# factures" />
        </Link>
      </dd>
    </div>
  );
}

export function Months({ of: { month, last_month: last } }: { of: InvoicesSummary }) {
  const { t } = useLingui();
  return (
    <dl className={styles.figures}>
      <MonthFigure name={t`Facturat`} now={month.invoiced} before={last.invoiced} />
      <MonthFigure name={t`Cobrat`} now={month.paid} before={last.paid} />
    </dl>
  );
}

function MonthFigure({ name, now, before }: { name: string; now: InvoicesSum; before: InvoicesSum }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Amounts of={now} />
        <Change now={amountOf(now)} before={amountOf(before)} />
      </dd>
    </div>
  );
}

/** The sums by currency, euros first; a dash where there are too many invoices to add up. */
function Amounts({ of: { amounts } }: { of: InvoicesSum }): ReactNode {
  if (!amounts) return <strong>–</strong>;
  const shown = amounts.length ? [...amounts].sort((one, other) => Number(other.currency === EURO) - Number(one.currency === EURO)) : [{ currency: EURO, amount: 0 }];
  return shown.map(({ currency, amount }) => (
    <strong key={currency}>
      <Money amount={amount} currency={currency} />
    </strong>
  ));
}

/** What is compared: the euros. */
function amountOf({ amounts }: InvoicesSum): number | undefined {
  return amounts && (amounts.find(({ currency }) => currency === EURO)?.amount ?? 0);
}

function Change({ now, before }: { now: number | undefined; before: number | undefined }) {
  const { i18n } = useLingui();
  if (now === undefined || before === undefined) return null;
  const change = changeOf(now, before);
  const money = <Money amount={before} />;
  if (change === undefined) {
    return (
      <span className="quiet">
        <Trans>els mateixos dies del mes passat, res</Trans>
      </span>
    );
  }
  const format = new Intl.NumberFormat(i18n.locale, { style: 'percent', signDisplay: 'exceptZero' });
  return (
    <span className="quiet">
      <b className={change < 0 ? styles.less : styles.greater}>{format.format(change / 100)}</b> <Trans>que els mateixos dies del mes passat ({money})</Trans>
    </span>
  );
}
