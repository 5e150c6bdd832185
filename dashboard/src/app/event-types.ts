/** The types of events by name. A test compares them with those that the API has. */
import { language, type Text } from './language';

export const EVENT_TYPES = {
  'contact.created': { ca: 'S’ha creat un contacte', es: 'Se ha creado un contacto', en: 'A contact was created' },
  'contact.updated': { ca: 'Ha canviat un contacte', es: 'Ha cambiado un contacto', en: 'A contact has changed' },
  'invoice.created': { ca: 'S’ha creat una factura', es: 'Se ha creado una factura', en: 'An invoice was created' },
  'invoice.paid': { ca: 'S’ha cobrat una factura', es: 'Se ha cobrado una factura', en: 'An invoice was paid in full' },
  'message.received': { ca: 'Ha arribat un missatge', es: 'Ha llegado un mensaje', en: 'A message has come in' },
  'message.sent': { ca: 'S’ha enviat un missatge', es: 'Se ha enviado un mensaje', en: 'A message was sent' },
  'case.created': { ca: 'S’ha obert un cas', es: 'Se ha abierto un caso', en: 'A case was created' },
  'case.updated': { ca: 'Ha canviat un cas', es: 'Ha cambiado un caso', en: 'A case has changed' },
  'document.processed': { ca: 'S’ha llegit un document', es: 'Se ha leído un documento', en: 'A document was processed' },
  'workflow.completed': { ca: 'Ha acabat un flux de treball', es: 'Ha terminado un flujo de trabajo', en: 'A workflow has finished' },
  'workflow.failed': { ca: 'Ha fallat un flux de treball', es: 'Ha fallado un flujo de trabajo', en: 'A workflow has failed' },
  'workflow.waiting': { ca: 'Una aprovació espera una persona', es: 'Una aprobación espera a una persona', en: 'An approval waits for a person' },
  'agent.executed': { ca: 'Ha respost un agent', es: 'Ha respondido un agente', en: 'An agent has answered' },
  'webhook.failing': { ca: 'Un webhook falla', es: 'Un webhook falla', en: 'A webhook is failing' },
  'webhook.disabled': { ca: 'S’ha desactivat un webhook', es: 'Se ha desactivado un webhook', en: 'A webhook was disabled' },
} satisfies Record<string, Text>;

export type EventType = keyof typeof EVENT_TYPES;

export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as EventType[];

/** What a type of event says, in the interface's language. */
export function eventName(type: string): string {
  return (EVENT_TYPES as Record<string, Text>)[type]?.[language()] ?? type;
}
