// The console of the API's documentation. The table above it works without.
"use strict";

const place = document.getElementById("console");

if (place && window.SwaggerUIBundle) {
  document.getElementById("console-section").hidden = false;
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    deepLinking: false,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    requestInterceptor: (request) => {
      const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
      if (token && new URL(request.url, location.href).origin === location.origin) {
        request.headers["X-CSRFToken"] = decodeURIComponent(token[1]);
      }
      return request;
    },
  });
}
