"""What goes wrong in a page without anybody looking: errors in the console, failed and foreign requests."""


class Faults:
    """Listens to a page; `found` holds a sentence for each fault, but for those a test allowed."""

    def __init__(self, page, origin):
        self.origin = origin
        self.allowed = []
        self.sentences = []
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.sentences.append(f"script error: {error}"))
        page.on("request", self.on_request)
        page.on("requestfailed", self.on_request_failed)
        page.on("response", self.on_response)

    def allow(self, text):
        """Expect faults that contain `text`."""
        self.allowed.append(text)

    @property
    def found(self):
        return [each for each in self.sentences if not any(text in each for text in self.allowed)]

    def on_console(self, message):
        # The console repeats each 4xx; answers are judged in on_response, where their kind is known.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.sentences.append(f"console: {message.text}")

    def on_request(self, request):
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:", "about:")):
            self.sentences.append(f"foreign request: {request.url}")

    def on_request_failed(self, request):
        # A download, or a page left before everything had come, is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.sentences.append(f"failed request: {request.url} ({request.failure})")

    def on_response(self, response):
        """A page or a form may be answered by 404 or 422; a style sheet, a script or a picture may not."""
        refused = 400 if response.request.resource_type not in {"document", "fetch", "xhr"} else 500
        if response.status >= refused:
            self.sentences.append(f"{response.status}: {response.url}")
