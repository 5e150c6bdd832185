/** The services: how they are called, and what has to be given to connect. */
import { useLingui } from '@lingui/react/macro';
import type { Provider } from './routes';

export interface Asked {
  /** The field of the API, inside the object that is named like the provider. */
  name: string;
  label: string;
  hint?: string;
  isSecret?: boolean;
  isOptional?: boolean;
  /** A number that counts nothing: a port. */
  isNumber?: boolean;
  /** Several values, with commas or spaces between them. */
  isList?: boolean;
}

/** The names of the services. */
export function useProviderNames(): Record<Provider, string> {
  const { t } = useLingui();
  return {
    whatsapp: 'WhatsApp',
    telegram: 'Telegram',
    smtp: t`Correu (SMTP)`,
    gmail: 'Gmail',
    webchat: t`Xat web`,
    google_calendar: 'Google Calendar',
    mcp: t`Servidor MCP`,
  };
}

/** What is asked for each service; of Google's, no secrets: the owner of the account consents there. */
export function useAsked(): Record<Provider, Asked[]> {
  const { t } = useLingui();
  return {
    whatsapp: [
      { name: 'phone_number_id', label: t`Identificador del número a Meta`, hint: t`No és el número de telèfon.` },
      { name: 'business_account_id', label: t`Identificador del compte de WhatsApp Business`, hint: t`Cal per fer servir plantilles.`, isOptional: true },
      { name: 'access_token', label: t`Token d’accés permanent`, isSecret: true },
      { name: 'app_secret', label: t`Secret de l’aplicació`, isSecret: true },
      { name: 'verify_token', label: t`Token de verificació`, hint: t`Un text que tries tu i que també escrius a Meta.`, isSecret: true },
    ],
    telegram: [{ name: 'bot_token', label: t`Token del bot`, hint: t`El que t’ha donat @BotFather.`, isSecret: true }],
    smtp: [
      { name: 'host', label: t`Servidor` },
      { name: 'port', label: t`Port`, hint: t`465 o 587.`, isNumber: true, isOptional: true },
      { name: 'username', label: t`Usuari`, isOptional: true },
      { name: 'password', label: t`Contrasenya del correu`, isSecret: true, isOptional: true },
      { name: 'from_address', label: t`Adreça des d’on s’envia` },
      { name: 'from_name', label: t`Nom de qui envia`, isOptional: true },
    ],
    gmail: [],
    webchat: [
      { name: 'origins', label: t`Webs que el poden mostrar`, hint: t`Per exemple https://www.exemple.com; si n’hi ha més d’una, separa-les amb comes.`, isList: true },
      { name: 'title', label: t`Títol`, hint: t`El que es llegeix a dalt del xat.`, isOptional: true },
      { name: 'languages', label: t`Llengües`, hint: t`ca, es, en. La primera és la de les webs que no diuen la seva.`, isOptional: true, isList: true },
      { name: 'color', label: t`Color`, hint: t`Com #1d4e7c.`, isOptional: true },
    ],
    google_calendar: [
      { name: 'user_id', label: t`De qui és el compte` },
      { name: 'calendar_id', label: t`Calendari`, isOptional: true },
    ],
    mcp: [
      { name: 'url', label: t`Adreça del servidor`, hint: t`Pública i amb https, al port 443 o 8443.` },
      { name: 'token', label: t`Token del servidor`, isSecret: true, isOptional: true },
      { name: 'client_id', label: t`Identificador de la teva aplicació`, hint: t`Només si el servidor no en registra cap tot sol.`, isOptional: true },
      { name: 'client_secret', label: t`Secret de la teva aplicació`, isSecret: true, isOptional: true },
    ],
  };
}
