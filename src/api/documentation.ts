import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { NAMED_SCHEMAS } from "./schemas/index.js";

const DESCRIPTION = `Events in, recommendations out. Every error has the form of \`Problem\`; its codes are stable.

**Keys.** A *write key* is public: with it pages send events and read recommendations for anonymous visitors. A *server key* is a
secret: with it your servers read for known people and change the catalogue.`;

/** Nothing is loaded from anywhere else. */
const CONTENT_SECURITY_POLICY = {
  "default-src": ["'self'"],
  "base-uri": ["'self'"],
  "img-src": ["'self'", "data:"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "script-src": ["'self'"],
  "object-src": ["'none'"],
  "frame-ancestors": ["'none'"],
};

/** `GET /openapi.json` and the pages under `/docs`, made of the routes' own schemas. To be called before routes are registered. */
export function documentation(app: FastifyInstance): void {
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema);
  app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Attune",
        version: "1",
        description: DESCRIPTION,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      tags: [
        { name: "recommendations", description: "What to show whom, and why." },
        { name: "on site", description: "What to show on a page now, and messages that wait for whoever comes." },
        { name: "items", description: "The catalogue: everything that can be recommended." },
        { name: "events", description: "The intake, as Segment's and RudderStack's SDKs use it." },
        { name: "people", description: "What is known of a person, what they want, and forgetting them." },
        { name: "receipts", description: "What became of messages, as providers tell it." },
        { name: "health", description: "For whoever runs it." },
      ],
      components: {
        securitySchemes: {
          serverKey: { type: "http", scheme: "bearer", description: "One of api.keys. Also as the user of Basic." },
          writeKey: { type: "http", scheme: "basic", description: "A write key as the user, no password." },
          writeKeyInQuery: { type: "apiKey", in: "query", name: "writeKey" },
        },
      },
      security: [{ writeKey: [] }, { writeKeyInQuery: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _uri, _fragment, i) => (typeof json.$id === "string" ? json.$id : `def-${i}`),
    },
  });
  app.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: CONTENT_SECURITY_POLICY,
    uiConfig: { validatorUrl: null, displayRequestDuration: true, persistAuthorization: false },
    theme: { title: "Attune: HTTP API" },
  });
  app.register(async (open) => {
    open.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  });
}
