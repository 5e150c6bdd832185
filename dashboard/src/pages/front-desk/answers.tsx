/** How the desk answers: which agent, on which channels, from which texts, in which words. */
import type { AgentSummary, Collection, Desk } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { LANGUAGES, NAMES } from '~/app/language';
import { apiError } from '~/app/queries';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { ErrorState } from '~/ui/error-state';
import { CheckField, Checkbox, SelectField, TextArea, TextField } from '~/ui/field';
import { Form, SaveChanges } from '~/ui/form';
import { HoursField } from '~/ui/hours-field';
import { Loading } from '~/ui/loading';
import { NumberField } from '~/ui/number-field';
import { Section } from '~/ui/page';
import { useWeekdays, WEEKDAYS } from '~/ui/weekdays';
import { answersOf, answersSent, type AnswerValues, changesOf } from './desk-values';
import { FirstAgent } from './first-agent';
import styles from './front-desk.module.css';
import { PhraseFields } from './phrase-fields';

const MOST = 100;
const MOST_COLLECTIONS = 50;

export function Answers({ of: desk, mayEdit }: { of: Desk; mayEdit: boolean }) {
  const agents = useRead<AgentSummary[]>(['agents.list', 'choice'], async (client) => (await client.agents.list({ per_page: MOST, status: 'active' })).items);
  const collections = useRead<Collection[]>(
    ['knowledge.collectionsList', 'choice'],
    async (client) => (await client.knowledge.collectionsList({ per_page: MOST_COLLECTIONS })).items,
  );
  const error = agents.error ?? collections.error;
  if (error) return <ErrorState error={error} retry={() => void Promise.all([agents.refetch(), collections.refetch()])} />;
  if (!agents.data || !collections.data) return <Loading lines={8} />;
  if (!agents.data.length && mayEdit) return <FirstAgent />;
  return <AnswersForm of={desk} agents={agents.data} collections={collections.data} mayEdit={mayEdit} />;
}

interface AnswersFormProps {
  of: Desk;
  agents: AgentSummary[];
  collections: Collection[];
  mayEdit: boolean;
}

type FormOf = ReturnType<typeof useForm<AnswerValues, Desk>>;

function AnswersForm({ of: desk, agents, collections, mayEdit }: AnswersFormProps) {
  const { t } = useLingui();
  const [before, setBefore] = useState(desk); // what one began with, whatever is read meanwhile
  const form = useForm(
    answersOf(before),
    async (client, values) => {
      const changes = changesOf(answersSent(answersOf(before)), answersSent(values));
      return Object.keys(changes).length ? client.agents.deskUpdate(changes) : before;
    },
    { again: ['agents.deskGet'], done: t`S’han desat els canvis.`, onDone: setBefore },
  );
  const agent = form.field('agent_id');
  const isKnown = agents.some(({ id }) => id === agent.value);
  const none = { value: '', label: t`Tria’n un` };
  const gone = agent.value && !isKnown ? [{ value: agent.value, label: agent.value }] : [];
  return (
    <Form form={form} label={t`Com respon`}>
      <fieldset disabled={!mayEdit} className={styles.settings}>
        <Section title={t`Qui i on`}>
          <SelectField
            label={t`Agent`}
            {...agent}
            hint={<Link to="/agents">{t`Les seves instruccions i eines són a Agents.`}</Link>}
            options={[...(agent.value ? [] : [none]), ...gone, ...agents.map(({ id: value, name: label }) => ({ value, label }))]}
          />
          <CheckField
            label={t`Canals on respon`}
            isInARow
            {...form.field('channels')}
            options={[
              { value: 'whatsapp', label: 'WhatsApp' },
              { value: 'telegram', label: 'Telegram' },
              { value: 'email', label: t`Correu` },
              { value: 'webchat', label: t`Xat web` },
              ...others(desk),
            ]}
          />
          <CheckField label={t`Llengües en què respon`} isInARow {...form.field('languages')} options={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))} />
        </Section>
        <Texts form={form} collections={collections} />
        <Section title={t`Com parla`}>
          <PhraseFields label={t`Salutació`} hint={t`Amb què comença la primera resposta.`} {...form.field('greeting')} />
          <TextField label={t`To`} isOptional autoComplete="off" hint={t`Amb les teves paraules: «Proper i breu, de tu».`} {...form.field('tone')} />
          <TextArea label={t`Què no ha de fer mai`} isOptional rows={4} hint={t`Una cosa a cada línia: «Prometre descomptes».`} {...form.field('never')} />
        </Section>
        <Hours form={form} />
        <Section title={t`Detalls`}>
          <NumberField
            label={t`Segons que espera`}
            isWhole
            hint={t`Per si la persona escriu en diversos missatges seguits.`}
            {...form.field('wait_seconds')}
          />
          <Checkbox
            label={t`Pot fer servir les eines que canvien dades`}
            hint={t`Per exemple, donar hora o obrir un cas. Sempre de la persona amb qui parla.`}
            name="allow_writes"
            value={form.values.allow_writes}
            onChange={(allow_writes) => form.setValues({ ...form.values, allow_writes })}
          />
        </Section>
      </fieldset>
      <SaveChanges form={form} mayEdit={mayEdit} />
    </Form>
  );
}

const WRITTEN_HERE = ['whatsapp', 'telegram', 'email', 'webchat'];

/** Channels that it has and this page has no name for. */
const others = ({ channels }: Desk) => channels.filter((one) => !WRITTEN_HERE.includes(one)).map((value) => ({ value, label: value }));

function Texts({ form, collections }: { form: FormOf; collections: Collection[] }) {
  const { t } = useLingui();
  const active = collections.filter(({ status, collection }) => status === 'active' || form.values.collections.includes(collection));
  return (
    <Section title={t`Amb quins textos`}>
      {active.length ? (
        <CheckField
          label={t`Col·leccions`}
          hint={t`Només respon amb el que hi diu. L’agent ha de tenir l’eina knowledge.search.`}
          isInARow
          {...form.field('collections')}
          options={active.map(({ collection: value, title: label }) => ({ value, label }))}
        />
      ) : (
        <p className={styles.hint}>
          <Trans>
            Encara no té textos amb què respondre: <Link to="/knowledge">afegeix-los a Coneixement</Link>.
          </Trans>
        </p>
      )}
    </Section>
  );
}

/** When people are there; the API names a fault of them by its place in what was sent, so one sentence is for all. */
function Hours({ form }: { form: FormOf }) {
  const { t } = useLingui();
  const names = useWeekdays();
  const fault = apiError(form.error)?.errors.find(({ field = '' }) => field.startsWith('hours'))?.message;
  return (
    <Section title={t`Quan hi ha algú`}>
      <p className={styles.hint}>{t`Respon a qualsevol hora, i diu quan hi ha una persona. Per exemple 9:00-13:00, 15:30-20:00.`}</p>
      <div className={styles.week}>
        {WEEKDAYS.map((day) => (
          <HoursField key={day} label={names[day]} {...form.field(day, 'hours')} error={undefined} />
        ))}
      </div>
      {fault && <p role="alert">{fault}</p>}
    </Section>
  );
}
