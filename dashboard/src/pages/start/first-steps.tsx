/** The first steps of an organisation, which tick themselves off by what there is, and go away when all are done. */
import type { Invoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, type LinkProps } from '@tanstack/react-router';
import { CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useState } from 'react';
import { usePerson } from '~/app/session';
import { useRead } from '~/app/use-read';
import { TextButton } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { areStepsOver, endSteps } from './remembered';
import page from '~/ui/page.module.css';
import styles from './start.module.css';

const NEWEST = 50;

type Newest = Pick<Invoice, 'id' | 'status'>;

export default function FirstSteps({ isAdmin }: { isAdmin: boolean }) {
  const { organisation } = usePerson();
  const [isOver, setOver] = useState(areStepsOver(organisation));
  const end = () => {
    endSteps(organisation);
    setOver(true);
  };
  return isOver ? null : <Steps isAdmin={isAdmin} onEnd={end} />;
}

function Steps({ isAdmin, onEnd }: { isAdmin: boolean; onEnd: () => void }) {
  const { t } = useLingui();
  const steps = useSteps(isAdmin);
  const broken = steps.find(({ error }) => error);
  const isPending = steps.some(({ isDone }) => isDone === undefined);
  const areAllDone = steps.every(({ isDone }) => isDone);
  useEffect(() => {
    if (areAllDone) onEnd();
  }, [areAllDone, onEnd]);
  if (areAllDone) return null;
  const done = steps.filter(({ isDone }) => isDone).length;
  return (
    <section className={`${page.card} ${styles.steps}`} aria-label={t`Primers passos`}>
      <header>
        <h2>
          <Trans>Primers passos</Trans>
          {!isPending && <span className="quiet">{t`${done} de ${steps.length}`}</span>}
        </h2>
        <TextButton onClick={onEnd}>
          <Trans>Amaga’ls</Trans>
        </TextButton>
      </header>
      {broken ? (
        <ErrorState error={broken.error} retry={() => {
            for (const step of steps) if (step.error) step.retry();
          }} />
      ) : isPending ? (
        <Loading lines={3} />
      ) : (
        <ol>
          {steps.map((step) => (
            <li key={step.id} data-done={step.isDone}>
              {step.isDone ? <CircleCheck aria-label={t`fet`} /> : <CircleDashed aria-label={t`per fer`} />}
              {step.isDone ? step.title : <Link {...step.link}>{step.title}</Link>}
              {!step.isDone && <span className="quiet">{step.why}</span>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The steps that the person may take, each with whether it is done; undefined while that is being read. */
function useSteps(isAdmin: boolean) {
  const { t } = useLingui();
  const only = { enabled: isAdmin };
  const company = useRead<boolean>(
    ['invoices.settingsGet', 'is complete'],
    async (client) => {
      const { legal_name: name, nif, address } = await client.invoices.settingsGet();
      return !!name && !!nif && !!address;
    },
    only,
  );
  const contact = useRead<boolean>(['contacts.list', 'has any'], async (client) => (await client.contacts.list({ per_page: 1 })).pagination.total > 0);
  const invoice = useRead<Newest | null>(['invoices.list', 'newest issued'], async (client) => (await client.invoices.list({ type: 'issued', per_page: 1 })).items[0] ?? null);
  const sent = useRead<boolean>(
    ['messages.list', 'has sent'],
    async (client) => (await client.messages.list({ per_page: NEWEST })).items.some(({ direction }) => direction === 'outbound'),
  );
  const whatsapp = useRead<boolean>(
    ['integrations.list', 'has whatsapp'],
    async (client) => (await client.integrations.list({ provider: 'whatsapp', per_page: 1 })).pagination.total > 0,
    only,
  );
  const desk = useRead<boolean>(['agents.deskGet', 'answers'], async (client) => (await client.agents.deskGet()).enabled, only);
  const stepOf = (id: string, { data, error, refetch }: typeof company, title: string, why: string, link: LinkProps) => ({
    id,
    isDone: data,
    error,
    retry: () => void refetch(),
    title,
    why,
    link,
  });
  const made = { ...invoice, data: invoice.data === undefined ? undefined : invoice.data !== null } as typeof company;
  const theInvoice: LinkProps = invoice.data
    ? { to: '/invoices/$id', params: { id: invoice.data.id }, search: { do: invoice.data.status === 'draft' ? 'issue' : 'send' } }
    : { to: '/invoices', search: { new: true } };
  return [
    ...(isAdmin
      ? [stepOf('company', company, t`Posa les dades de l’empresa`, t`El NIF i l’adreça que surten a les factures.`, { to: '/settings/organisation', search: { edit: true } })]
      : []),
    stepOf('contact', contact, t`Crea el primer contacte`, t`O importa’ls tots d’un full de càlcul.`, { to: '/contacts', search: { new: true } }),
    stepOf('invoice', made, t`Fes la primera factura`, t`Fins que no l’emets és un esborrany que pots canviar.`, { to: '/invoices', search: { new: true } }),
    stepOf('sent', sent, t`Envia alguna cosa de debò`, t`Envia’t la factura al teu correu, o escriu a algú.`, theInvoice),
    ...(isAdmin
      ? [
          stepOf('whatsapp', whatsapp, t`Connecta el WhatsApp`, t`Perquè els clients t’escriguin i els responguis d’aquí estant.`, {
            to: '/settings/integrations',
            search: { new: true, provider: 'whatsapp' },
          }),
          stepOf('desk', desk, t`Posa en marxa l’assistent`, t`Respon els clients quan tu no hi ets.`, { to: '/front-desk' }),
        ]
      : []),
  ];
}
