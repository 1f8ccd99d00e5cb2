package dev.latchkey.it.server.walk;

import java.util.List;

import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.walk.WalkRun;

/** Walks on nodes, as system properties ask for them; {@code docs/walks.md} describes these. */
public final class NodesWalk {

    private static final int AT_ONCE = 8;
    private static final long SEED = 20_261_129;

    private NodesWalk() {
    }

    /**
     * Walks on nodes, and lets go of them.
     *
     * @param nodes   the nodes
     * @param servers the same, as processes
     * @return what the model refuses, with the shortest walks to it; empty for nothing
     */
    public static List<String> found(Nodes nodes, List<Node> servers) {
        try {
            return new WalkRun<>(() -> new Walker(nodes, Boolean.getBoolean("latchkey.walk.restarts")),
                    () -> servers.stream().map(Node::pid).toList(), AT_ONCE, SEED, 3).found();
        } finally {
            nodes.letGo();
        }
    }
}
