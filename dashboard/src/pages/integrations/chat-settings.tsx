/** How the chat of a site looks and greets: changed here, with what a visitor will see beside it. */
import type { Connection } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { MessageSquare } from 'lucide-react';
import { type CSSProperties, useState } from 'react';
import { language, NAMES } from '~/app/language';
import { useForm } from '~/app/use-form';
import { Actions } from '~/ui/dialog';
import { CheckField, RadioField, SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { CHAT_LANGUAGES, type ChatLanguage, type ChatValues, chatOf, greetingIn, textOn, valuesOf, WORDS } from './chat-looks';
import styles from './chat-settings.module.css';

const LONGEST_GREETING = 500;

export function ChatSettings({ of: one }: { of: Connection }) {
  const { t } = useLingui();
  const form = useForm(
    valuesOf(one),
    (client, values) => client.integrations.connect({ provider: 'webchat', id: one.id, webchat: chatOf(values) }),
    { again: ['integrations.list', 'integrations.get'], done: t`S’ha desat. Les webs ho mostren d’aquí a mig minut.` },
  );
  const { values } = form;
  const chosen = form.field('languages', 'webchat.languages');
  const sides = { right: t`A la dreta`, left: t`A l’esquerra` };
  const greetings: Record<ChatLanguage, string> = { ca: t`Salutació en català`, es: t`Salutació en castellà`, en: t`Salutació en anglès` };
  return (
    <Form form={form} label={t`Aspecte del xat`}>
      <Preview of={values} />
      <TextField label={t`Títol`} hint={t`El que es llegeix a dalt del xat.`} isOptional {...form.field('title', 'webchat.title')} />
      {CHAT_LANGUAGES.map((each) => (
        <TextArea
          key={each}
          label={greetings[each]}
          isOptional
          rows={2}
          maxLength={LONGEST_GREETING}
          lang={each}
          {...form.field(each, `webchat.greeting.${each}`)}
        />
      ))}
      <TextField
        label={t`Color`}
        type="color"
        hint={t`Del botó i dels missatges del visitant. El text de sobre és blanc o negre, el que es llegeixi millor.`}
        {...form.field('color', 'webchat.color')}
      />
      <RadioField
        label={t`Costat de la pàgina`}
        isInARow
        options={(['right', 'left'] as const).map((value) => ({ value, label: sides[value] }))}
        {...form.field('position', 'webchat.position')}
      />
      <CheckField
        label={t`Llengües que parla`}
        isInARow
        options={CHAT_LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
        {...chosen}
        onChange={(next) => chosen.onChange(next.length ? next : chosen.value)}
      />
      {values.languages.length > 1 && (
        <SelectField
          label={t`Llengua de les webs que no diuen la seva`}
          name="first"
          error={undefined}
          value={values.languages[0] ?? 'ca'}
          onChange={(first) => chosen.onChange([first, ...values.languages.filter((each) => each !== first)])}
          options={values.languages.map((value) => ({ value, label: NAMES[value] }))}
        />
      )}
      <TextField
        label={t`Webs que el poden mostrar`}
        hint={t`Per exemple https://www.exemple.com; si n’hi ha més d’una, separa-les amb comes.`}
        {...form.field('origins', 'webchat.origins')}
      />
      <FormError form={form} />
      <Actions>
        <SubmitButton form={form}>
          <Trans>Desa l’aspecte</Trans>
        </SubmitButton>
      </Actions>
    </Form>
  );
}

/** The chat as a visitor will see it, small. */
function Preview({ of: values }: { of: ChatValues }) {
  const { t } = useLingui();
  const [shown, setShown] = useState<ChatLanguage>();
  const spoken = values.languages;
  const now = [shown, language(), spoken[0]].find((one) => one && spoken.includes(one)) ?? 'ca';
  const words = WORDS[now];
  const colours = { '--own': values.color, '--on': textOn(values.color) } as CSSProperties;
  return (
    <div className={styles.both}>
      <figure className={styles.site} data-side={values.position} style={colours} aria-label={t`Així es veurà`}>
        <div className={styles.panel} lang={now}>
          <strong className={styles.title}>{values.title.trim() || words.title}</strong>
          <p className={styles.theirs}>{greetingIn(now, values) ?? words.hello}</p>
          <p className={styles.own}>{words.visitor}</p>
        </div>
        <span className={styles.launch}>
          <MessageSquare aria-hidden />
        </span>
      </figure>
      {spoken.length > 1 && (
        <SelectField
          label={t`Mostra’l a qui parla`}
          name="shown"
          error={undefined}
          value={now}
          onChange={setShown}
          options={spoken.map((value) => ({ value, label: NAMES[value] }))}
        />
      )}
    </div>
  );
}
