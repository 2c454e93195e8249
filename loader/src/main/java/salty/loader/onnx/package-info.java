/**
 * ONNX, written only: a graph of the engine as an ONNX model of opset 13, which ONNX Runtime and most other engines
 * run. {@link salty.loader.onnx.OnnxWriter} walks the graph, {@link salty.loader.onnx.OnnxNodes} knows each op's
 * counterpart, and {@link salty.loader.onnx.Protobuf} is the little of the wire format that this takes.
 */
package salty.loader.onnx;
