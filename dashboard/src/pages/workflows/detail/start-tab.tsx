/** What starts a workflow: the next times of a schedule, the event, the URL with its rotation. */
import type { InboundUrl, Workflow } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { apiUrl, useEnvironment } from '~/app/environment';
import { includes, usePerson } from '~/app/session';
import { useForm } from '~/app/use-form';
import { Button } from '~/ui/button';
import { CodeBlock, JsonView } from '~/ui/code-block';
import { Actions, Dialog } from '~/ui/dialog';
import { RadioField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Card, Facts, Note, Section } from '~/ui/page';
import { When } from '~/ui/when';
import styles from '../workflows.module.css';
import { useTriggerNames } from '../words';

export function StartTab({ of: workflow }: { of: Workflow }) {
  const { t } = useLingui();
  const triggers = useTriggerNames();
  const { trigger_type: type, concurrency } = workflow;
  const words: Record<string, string> = {
    single: t`una execució alhora`,
    by_input: t`una execució alhora amb la mateixa entrada`,
    allow: t`totes les que calgui`,
  };
  return (
    <div className={styles.stack}>
      <Card>
        <Facts
          facts={[
            [t`Comença`, triggers[type]],
            [t`Alhora`, typeof concurrency === 'string' ? words[concurrency] : <JsonView key="rule" value={concurrency} label={t`Regla d’execucions alhora`} />],
          ]}
        />
        {(type === 'manual' || type === 'api') && (
          <p className="quiet">
            <Trans>L’executes des d’aquí amb «Executa», o un programa amb /workflows/execute.</Trans>
          </p>
        )}
      </Card>
      {type === 'cron' && <Schedule of={workflow} />}
      {type === 'event' && (
        <Section title={t`Esdeveniment`}>
          <JsonView value={workflow.trigger} label={t`Esdeveniment`} />
        </Section>
      )}
      {type === 'inbound' && <Address of={workflow} />}
    </div>
  );
}

const ZONE = 'Europe/Madrid';

function Schedule({ of: { trigger, next_runs: times, warnings } }: { of: Workflow }) {
  const { t, i18n } = useLingui();
  const { cron = '', timezone: zone = ZONE } = trigger as { cron?: string; timezone?: string };
  const format = new Intl.DateTimeFormat(i18n.locale, { timeZone: zone, dateStyle: 'full', timeStyle: 'short' });
  const inWords = (time: string) => (Number.isNaN(Date.parse(time)) ? time : format.format(new Date(time)));
  return (
    <Section title={t({ message: 'Calendari', context: 'when it starts' })}>
      <Card>
        <Facts
          facts={[
            [t`Expressió`, <code key="cron">{cron}</code>],
            [t`Zona horària`, zone],
          ]}
        />
        {warnings?.map(({ field, message }) => (
          <Note tone="warning" key={field}>
            {message}
          </Note>
        ))}
        {times ? (
          <>
            <h3>
              <Trans>Les properes cinc vegades</Trans>
            </h3>
            <ol className={styles.times} data-testid="next-times">
              {times.map((time) => (
                <li key={time}>
                  <time dateTime={time}>{inWords(time)}</time> <span className="quiet">(<When at={time} />)</span>
                </li>
              ))}
            </ol>
          </>
        ) : (
          <Note tone="warning">
            <Trans>Mentre no sigui actiu, aquest calendari no farà res.</Trans>
          </Note>
        )}
      </Card>
    </Section>
  );
}

function Address({ of: workflow }: { of: Workflow }) {
  const { t } = useLingui();
  const [isAsking, setAsking] = useState(false);
  return (
    <Section title={t`URL d’entrada`}>
      <Card>
        <p>
          <Trans>Qui crida l’URL comença una execució, i el que hi envia n’és l’entrada. És un secret: es mostra un sol cop, quan es fa.</Trans>
        </p>
        {Object.keys(workflow.trigger).length > 0 && <JsonView value={workflow.trigger} label={t`Comprovacions de l’URL`} />}
        {includes(usePerson().role, 'admin') && (
          <div>
            <Button icon={RefreshCw} onClick={() => setAsking(true)}>
              <Trans>Fes un URL nou</Trans>
            </Button>
          </div>
        )}
      </Card>
      {isAsking && <Rotate id={workflow.id} onClose={() => setAsking(false)} />}
    </Section>
  );
}

const OVERLAPS = ['0', '1', '24', '168'] as const;

function Rotate({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const environment = useEnvironment();
  const [made, setMade] = useState<InboundUrl>();
  const form = useForm(
    { overlap: '24' as (typeof OVERLAPS)[number] },
    (client, { overlap }) => client.workflows.rotateUrl(id, { overlap_hours: Number(overlap) }),
    { onDone: setMade },
  );
  const labels = { 0: t`Deixa de funcionar ara`, 1: t`Una hora`, 24: t`Un dia`, 168: t`Una setmana` };
  if (made) {
    return (
      <Dialog title={t`L’URL nou`} kind="wide" onClose={onClose} isFirm>
        <Note tone="warning">
          <Trans>Copia’l ara: no es torna a mostrar.</Trans>
        </Note>
        <CodeBlock label={t`L’URL nou`} text={made.url ?? apiUrl(environment) + made.path} wraps />
        <p className="quiet">
          <Trans>
            Els anteriors funcionen fins <When at={made.earlier_end_at} as="moment" />.
          </Trans>
        </p>
        <Actions>
          <Button look="primary" onClick={onClose}>
            <Trans>Ja l’he copiat</Trans>
          </Button>
        </Actions>
      </Dialog>
    );
  }
  return (
    <Dialog title={t`Fes un URL nou`} onClose={onClose}>
      <Form form={form}>
        <RadioField
          label={t`Quant han de durar els anteriors?`}
          {...form.field('overlap')}
          options={OVERLAPS.map((value) => ({ value, label: labels[value] }))}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Fes l’URL</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
