/** Who issues the organisation's invoices, and how: what each invoice shows and what new ones begin with. */
import type { Settings } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Card, Facts, Note, Section } from '~/ui/page';
import { EditInvoicing } from './edit-invoicing';
import { organisation } from './routes';

export function Invoicing() {
  const { t } = useLingui();
  const { edit: isEditing } = organisation.route.useSearch();
  const change = useChange();
  const close = () => change({ edit: undefined });
  const read = useRead(['invoices.settingsGet'], (client) => client.invoices.settingsGet());
  const edit = read.data && (
    <Button icon={Pencil} onClick={() => change({ edit: true })}>
      <Trans>Edita</Trans>
    </Button>
  );
  return (
    <Section title={<Trans>Dades de facturació</Trans>} actions={edit}>
      {read.error ? <ErrorState error={read.error} retry={() => void read.refetch()} /> : read.data ? <Shown of={read.data} /> : <Loading lines={5} />}
      {isEditing && read.data && (
        <Dialog title={t`Dades de facturació`} kind="wide" onClose={close}>
          <EditInvoicing of={read.data} onClose={close} />
        </Dialog>
      )}
    </Section>
  );
}

function Shown({ of: one }: { of: Settings }) {
  const { t, i18n } = useLingui();
  const { street, postal_code: code, city, province, country } = one.address ?? {};
  const place = [street, [code, city].filter(Boolean).join(' '), province !== city && province, country].filter(Boolean).join(', ');
  const percent = (rate: number) => new Intl.NumberFormat(i18n.locale, { style: 'percent', maximumFractionDigits: 2 }).format(rate / 100);
  const amount = (value: number) => new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: 2 }).format(value);
  return (
    <>
      <Missing of={one} />
      <Card>
        <Facts
          facts={[
            [t`Raó social`, one.legal_name ?? '–'],
            [t`Nom comercial`, one.trade_name],
            [t`NIF`, one.nif ?? '–'],
            [t`Adreça`, place || '–'],
            [t`Correu electrònic`, one.email],
            [t`Telèfon`, one.phone],
            [t`IBAN`, one.iban],
            [t`Venciment`, t`${one.terms_days} dies després de la data`],
            [t`IVA`, percent(one.tax_rate)],
            [t`IRPF`, one.irpf_rate !== undefined && percent(one.irpf_rate)],
            [t`Sèries`, `${one.series} · ${one.rectification_series}`],
            [t`Límit dels assistents`, amount(one.assistant_limit ?? 3000)],
            [t`Logotip`, one.has_logo ? t`sí` : t`no`],
            [t`VERI*FACTU`, <VeriFactu key="verifactu" of={one} />],
          ]}
        />
      </Card>
    </>
  );
}

/** Whether invoices are issued under VERI*FACTU, from when the law asks for it, and who answers for the program. */
function VeriFactu({ of: one }: { of: Settings }) {
  const { t, i18n } = useLingui();
  const day = (text: string) => new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'long' }).format(new Date(text));
  const states: Record<string, string> = { off: t`desactivat`, prepared: t`en preparació`, active: t`actiu` };
  const said = [
    states[one.verifactu],
    one.verifactu_decided_at && t`des del ${day(one.verifactu_decided_at)}`,
    one.verifactu_ends_on && t`fins al ${day(one.verifactu_ends_on)}`,
    one.verifactu_required_from && one.verifactu !== 'active' && t`obligatori des del ${day(one.verifactu_required_from)}`,
  ];
  return (
    <>
      {said.filter(Boolean).join(', ')}.{' '}
      <Link to="/invoices/declaration">
        <Trans>Declaració responsable del programa</Trans>
      </Link>
    </>
  );
}

/** What the API says is still needed to issue invoices. */
function Missing({ of: { missing = [] } }: { of: Settings }) {
  const { t } = useLingui();
  const names: Record<string, string> = { legal_name: t`la raó social`, nif: t`el NIF`, address: t`l’adreça` };
  if (!missing.length) return null;
  return (
    <Note tone="warning">
      <Trans>Per emetre factures encara falta: {missing.map((name) => names[name] ?? name).join(', ')}.</Trans>
    </Note>
  );
}
