package salty.cli.page;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import salty.cli.console.Json;
import salty.vision.drawing.ColorMap;

/**
 * The page that shows one run: a single file that opens from disk. Style, script and both manifests stand in it, so it
 * asks no network for anything; pictures lie beside it.
 */
public final class WebPage {
    private static final String TEMPLATE = "page.html";
    private static final String STYLE = "page.css";
    private static final String SCRIPT = "page.js";
    private static final int LEGEND_STOPS = 9;

    private WebPage() {}

    /**
     * The page's bytes.
     *
     * @param folder      the folder of the page, as the paths in the manifests begin
     * @param filters     the manifest of the synthesised inputs
     * @param activations the manifest of activations, classes and class activation map
     * @param colors      the colours of the map, for its legend
     */
    public static byte[] of(String folder, Map<String, Object> filters, Map<String, Object> activations,
                            ColorMap colors) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("folder", folder);
        data.put("filters", filters);
        data.put("activations", activations);
        data.put("legend", List.of(colors.stops(LEGEND_STOPS)));
        // "</script>" inside a string would end the element that the data stands in.
        String json = Json.text(data).replace("</", "<\\/").replace("<!--", "<\\u0021--");
        String page = Template.fill(TEMPLATE, Map.of("style", Template.resource(STYLE),
                "script", Template.resource(SCRIPT), "data", json));
        return page.getBytes(StandardCharsets.UTF_8);
    }
}
