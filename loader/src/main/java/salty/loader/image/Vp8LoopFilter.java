package salty.loader.image;

/** VP8's loop filter (RFC 6386, section 15): smooths the edges of blocks, macroblock after macroblock. */
final class Vp8LoopFilter {

    private final Vp8Header header;
    private final byte[] levels;
    private final int columns;
    private final Vp8Plane luma;
    private final Vp8Plane blue;
    private final Vp8Plane red;
    private int inside;
    private int limit;
    private int highVariance;

    /** @param levels of macroblocks; negated where only their outer edges are filtered */
    Vp8LoopFilter(Vp8Header header, byte[] levels, int columns, Vp8Plane luma, Vp8Plane blue, Vp8Plane red) {
        this.header = header;
        this.levels = levels;
        this.columns = columns;
        this.luma = luma;
        this.blue = blue;
        this.red = red;
    }

    void run() {
        for (int i = 0; i < levels.length; i++) {
            int level = Math.abs(levels[i]);
            if (level > 0) {
                inside = level >> (header.sharpness > 4 ? 2 : header.sharpness > 0 ? 1 : 0);
                inside = Math.max(1, header.sharpness > 0 ? Math.min(inside, 9 - header.sharpness) : inside);
                limit = 2 * level + inside;
                highVariance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
                macroblock(i % columns, i / columns, levels[i] > 0);
            }
        }
    }

    private void macroblock(int x, int y, boolean inner) {
        edges(x, y, x > 0, inner, true);
        edges(x, y, y > 0, inner, false);
    }

    /** Vertical edges, filtered across columns, or horizontal ones. */
    private void edges(int x, int y, boolean outer, boolean inner, boolean across) {
        plane(luma, 16 * x, 16 * y, 16, outer, inner, across);
        if (!header.simpleFilter) {
            plane(blue, 8 * x, 8 * y, 8, outer, inner, across);
            plane(red, 8 * x, 8 * y, 8, outer, inner, across);
        }
    }

    private void plane(Vp8Plane plane, int x, int y, int size, boolean outer, boolean inner, boolean across) {
        int step = across ? 1 : plane.stride;
        int along = across ? plane.stride : 1;
        int start = plane.at(x, y);
        for (int edge = outer ? 0 : 4; edge < (inner ? size : 1); edge += 4) {
            int threshold = 2 * (limit + (edge == 0 ? 4 : 0)) + 1;
            for (int i = 0; i < size; i++) {
                sample(plane, start + edge * step + i * along, step, threshold, edge == 0);
            }
        }
    }

    /** The samples around an edge: p3 to p0 before it, q0 to q3 behind. */
    private void sample(Vp8Plane plane, int at, int step, int threshold, boolean outer) {
        int p1 = plane.get(at - 2 * step);
        int p0 = plane.get(at - step);
        int q0 = plane.get(at);
        int q1 = plane.get(at + step);
        if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > threshold) {
            return;
        }
        if (header.simpleFilter) {
            two(plane, at, step, p1, p0, q0, q1);
            return;
        }
        int p3 = plane.get(at - 4 * step);
        int p2 = plane.get(at - 3 * step);
        int q2 = plane.get(at + 2 * step);
        int q3 = plane.get(at + 3 * step);
        if (Math.abs(p3 - p2) > inside || Math.abs(p2 - p1) > inside || Math.abs(p1 - p0) > inside
                || Math.abs(q3 - q2) > inside || Math.abs(q2 - q1) > inside || Math.abs(q1 - q0) > inside) {
            return;
        }
        if (Math.abs(p1 - p0) > highVariance || Math.abs(q1 - q0) > highVariance) {
            two(plane, at, step, p1, p0, q0, q1);
        } else if (outer) {
            int a = Math.clamp(3 * (q0 - p0) + Math.clamp(p1 - q1, -128, 127), -128, 127);
            for (int i = 0, weight = 27; i < 3; i++, weight -= 9) {
                int change = weight * a + 63 >> 7;
                int p = at - (i + 1) * step;
                int q = at + i * step;
                plane.put(p, Vp8Plane.clip(plane.get(p) + change));
                plane.put(q, Vp8Plane.clip(plane.get(q) - change));
            }
        } else {
            int a = 3 * (q0 - p0);
            int behind = Math.clamp(a + 4 >> 3, -16, 15);
            int before = Math.clamp(a + 3 >> 3, -16, 15);
            int outside = behind + 1 >> 1;
            plane.put(at - 2 * step, Vp8Plane.clip(p1 + outside));
            plane.put(at - step, Vp8Plane.clip(p0 + before));
            plane.put(at, Vp8Plane.clip(q0 - behind));
            plane.put(at + step, Vp8Plane.clip(q1 - outside));
        }
    }

    private static void two(Vp8Plane plane, int at, int step, int p1, int p0, int q0, int q1) {
        int a = 3 * (q0 - p0) + Math.clamp(p1 - q1, -128, 127);
        plane.put(at - step, Vp8Plane.clip(p0 + Math.clamp(a + 3 >> 3, -16, 15)));
        plane.put(at, Vp8Plane.clip(q0 - Math.clamp(a + 4 >> 3, -16, 15)));
    }
}
