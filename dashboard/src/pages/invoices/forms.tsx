/** The forms of an issued invoice for programs and for the tax agency: whether each can be made, else what it needs. */
import type { ChannelState, Invoice, InvoiceValidation } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Section } from '~/ui/page';
import { saveAs } from '~/ui/save-as';
import styles from './invoices.module.css';
import { isInRecord, lackOf } from './lacks';

const FILES = { ubl: 'UBL', facturx: 'Factur-X', facturae: 'Facturae' } as const;
type File = keyof typeof FILES;

/** A Factur-X is a PDF that has the invoice as data inside. */
const extensionOf = (form: File) => (form === 'facturx' ? 'pdf' : 'xml');

const isFile = (channel: string): channel is File => channel in FILES;

export function Forms({ of: { id, number, version, client } }: { of: Invoice }) {
  const { t } = useLingui();
  const read = useRead<InvoiceValidation>(['invoices.validate', id, version], (api) =>
    api.invoices.validate(id, { channels: ['ubl', 'facturx', 'facturae', 'verifactu'] }),
  );
  return (
    <Section title={t`Per a programes i per a l’AEAT`}>
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : read.isPending ? (
        <Loading lines={3} />
      ) : (
        <>
          <ul className={styles.forms}>
            {read.data.channels.map((state) => (
              <li key={state.channel}>
                {isFile(state.channel) ? <FileForm of={state} channel={state.channel} id={id} number={number} /> : <Record of={state} />}
              </li>
            ))}
          </ul>
          {client?.id && read.data.channels.some(({ missing }) => missing.some(isInRecord)) && (
            <p className={styles.small}>
              <Link to="/contacts/$id" params={{ id: client.id }}>
                <Trans>Completa la fitxa del client</Trans>
              </Link>
            </p>
          )}
        </>
      )}
    </Section>
  );
}

function FileForm({ of: state, channel, id, number }: { of: ChannelState; channel: File; id: string; number: string }) {
  const { t } = useLingui();
  const download = useWrite(async (api, form: File) =>
    saveAs(await api.invoices.download(id, form), `${number}-${form}.${extensionOf(form)}`),
  );
  const name = FILES[channel];
  return (
    <>
      <span>{name}</span>
      {state.ready ? (
        <Button icon={Download} aria-busy={download.isPending} onClick={() => download.mutate(channel)}>
          <Trans>Baixa-la en {name}</Trans>
        </Button>
      ) : (
        <Badge tone="quiet">{t`no es pot fer`}</Badge>
      )}
      <Missing of={state} />
    </>
  );
}

/** The record for VeriFactu: there is one, or why there is none. */
function Record({ of: state }: { of: ChannelState }) {
  const { t } = useLingui();
  return (
    <>
      <span>VeriFactu</span>
      {state.ready ? <Badge tone="good">{t`registrada`}</Badge> : <Badge tone="quiet">{t`sense registre`}</Badge>}
      {state.ready ? (
        <p className="quiet">
          <Trans>El registre és a la cadena.</Trans>
        </p>
      ) : (
        <Missing of={state} />
      )}
    </>
  );
}

function Missing({ of: { missing } }: { of: ChannelState }) {
  if (!missing.length) return null;
  return (
    <ul className="quiet">
      {missing.map((one) => (
        <li key={one.code}>{lackOf(one)}</li>
      ))}
    </ul>
  );
}
