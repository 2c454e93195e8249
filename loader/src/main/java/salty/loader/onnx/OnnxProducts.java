package salty.loader.onnx;

import java.util.Map;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Known;
import salty.loader.graph.Operator;
import salty.loader.graph.Products;
import salty.loader.graph.Value;

/** Matrix products. */
final class OnnxProducts {

    static final Map<String, Operator> TABLE = Map.of(
            "Gemm", Operator.of(OnnxProducts::gemm),
            "MatMul", Operator.of(call -> Products.of(call, call.input(0), call.input(1))));

    private OnnxProducts() {
    }

    /** {@code alpha a b + beta c}, a and b transposed where it says so. */
    private static Value gemm(Call call) {
        Attributes attributes = call.attributes();
        Value a = attributes.flag("transA") ? call.input(0).transposed(1, 0) : call.input(0);
        Value b = attributes.flag("transB") ? call.input(1).transposed(1, 0) : call.input(1);
        Value product = scaled(Products.of(call, a, b), attributes.real("alpha", 1));
        if (!call.has(2)) {
            return product;
        }
        Value bias = scaled(call.input(2), attributes.real("beta", 1));
        if (bias instanceof Known known && known.size() == product.dims()[1]) {
            bias = known.reshaped(product.dims()[1]);
            call.weight("bias", bias.declared());
        }
        return Arithmetic.add(product, bias);
    }

    private static Value scaled(Value x, double factor) {
        return factor == 1 ? x : Arithmetic.multiply(x, Known.reals(new int[0], (float) factor));
    }
}
