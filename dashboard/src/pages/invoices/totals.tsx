/** What an invoice comes to: its taxes by rate, the total and what is to be paid. While a draft is typed, the API says it (`/invoices/preview`). */
import type { Invoice, InvoicePreview, PreviewInvoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { language } from '~/app/language';
import { usePaused } from '~/app/use-paused';
import { useRead } from '~/app/use-read';
import { ErrorText } from '~/ui/error-state';
import { Money } from '~/ui/money';
import { Facts } from '~/ui/page';
import { shownAs, valueOf } from '~/ui/typed-number';
import styles from './invoices.module.css';

type Amounts = Pick<Invoice, 'subtotal' | 'tax' | 'total' | 'currency' | 'tax_breakdown' | 'discount_amount' | 'irpf_amount' | 'irpf_rate'>;

/** The rows between the lines and what is to be paid. */
export function useAmounts(): (of: Amounts) => [string, ReactNode][] {
  const { t } = useLingui();
  return ({ subtotal, tax, total, currency, tax_breakdown: taxes = [], discount_amount: discount, irpf_amount: irpf, irpf_rate: rate }) => {
    const money = (amount: number) => <Money amount={amount} currency={currency} />;
    const percent = (value: number) => shownAs(valueOf(value), language());
    const rates = taxes.filter((one) => one.tax_rate > 0);
    const isOne = taxes.length === 1;
    const byRate = rates.flatMap((one): [string, ReactNode][] => [
      [t`IVA ${percent(one.tax_rate)} %`, isOne ? money(one.tax_amount) : <Trans>{money(one.tax_amount)} de {money(one.base)}</Trans>],
      ...(one.recargo_amount ? ([[t`Recàrrec ${percent(one.recargo_rate ?? 0)} %`, money(one.recargo_amount)]] as [string, ReactNode][]) : []),
    ]);
    return [
      ...(discount ? ([[t`Descompte`, money(-discount)]] as [string, ReactNode][]) : []),
      [t`Base imposable`, money(subtotal)],
      ...(byRate.length ? byRate : ([[t`IVA`, money(tax)]] as [string, ReactNode][])),
      [t`Total`, <strong>{money(total)}</strong>],
      ...(irpf ? ([[rate ? t`IRPF ${percent(rate)} %` : t`IRPF`, money(-irpf)]] as [string, ReactNode][]) : []),
    ];
  };
}

/** What is typed comes to; `of` is undefined while something is not filled in. */
export function Totals({ of }: { of: PreviewInvoice | undefined }) {
  const { t } = useLingui();
  const amounts = useAmounts();
  const asked = usePaused(of && JSON.stringify(of));
  const { data, error } = useRead<InvoicePreview>(['invoices.preview', asked], (api) => api.invoices.preview(JSON.parse(asked ?? '{}') as PreviewInvoice), {
    enabled: asked !== undefined,
    placeholderData: (former) => former,
    staleTime: Infinity,
  });
  if (!asked) return null;
  return (
    <section className={styles.totals} aria-label={t`El que val`} aria-live="polite">
      {error ? (
        <p className="quiet">
          <ErrorText error={error} />
        </p>
      ) : (
        data && (
          <Facts facts={[...amounts(data), [t`Per cobrar`, data.amount_due === data.total ? undefined : <Money amount={data.amount_due} currency={data.currency} />]]} />
        )
      )}
    </section>
  );
}
