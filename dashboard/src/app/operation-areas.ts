/** What the operations of the API are about, as the choices of a step and of a tool group them. */
import type { Text } from '~/app/language';

export const AREAS: Record<string, Text> = {
  contacts: { ca: 'Contactes', es: 'Contactos', en: 'Contacts' },
  invoices: { ca: 'Factures', es: 'Facturas', en: 'Invoices' },
  messages: { ca: 'Missatges', es: 'Mensajes', en: 'Messages' },
  cases: { ca: 'Casos', es: 'Casos', en: 'Cases' },
  deals: { ca: 'Oportunitats', es: 'Oportunidades', en: 'Deals' },
  calendar: { ca: 'Calendari', es: 'Calendario', en: 'Calendar' },
  documents: { ca: 'Documents', es: 'Documentos', en: 'Documents' },
  products: { ca: 'Productes', es: 'Productos', en: 'Products' },
  agents: { ca: 'Agents', es: 'Agentes', en: 'Agents' },
  knowledge: { ca: 'Coneixement', es: 'Conocimiento', en: 'Knowledge' },
  forms: { ca: 'Formularis', es: 'Formularios', en: 'Forms' },
  state: { ca: 'El que recorda el flux', es: 'Lo que recuerda el flujo', en: 'What the workflow remembers' },
  workflows: { ca: 'Fluxos de treball', es: 'Flujos de trabajo', en: 'Workflows' },
  events: { ca: 'Esdeveniments', es: 'Eventos', en: 'Events' },
  webhooks: { ca: 'Webhooks', es: 'Webhooks', en: 'Webhooks' },
  mcp: { ca: 'Eines MCP', es: 'Herramientas MCP', en: 'MCP tools' },
  integrations: { ca: 'Connexions', es: 'Conexiones', en: 'Connections' },
  requests: { ca: 'Peticions', es: 'Peticiones', en: 'Requests' },
  usage: { ca: 'Ús', es: 'Uso', en: 'Usage' },
  credits: { ca: 'Crèdits', es: 'Créditos', en: 'Credits' },
};
