namespace Tsumugi.Formats.Onnx;

/// <summary>The numbers of the fields that are read or written here, by message.</summary>
/// <remarks>Source: onnx/onnx.proto of the ONNX project.</remarks>
internal static class OnnxFields
{
    public static class Model
    {
        public const int IrVersion = 1, Producer = 2, ProducerVersion = 3, Graph = 7, OperatorSet = 8, Metadata = 14, Training = 20, Function = 25;
    }

    public static class OperatorSet
    {
        public const int Domain = 1, Version = 2;
    }

    public static class Graph
    {
        public const int Node = 1, Name = 2, Initializer = 5, Input = 11, Output = 12, SparseInitializer = 15;
    }

    public static class Function
    {
        public const int Name = 1, Node = 7, Domain = 10, Attribute = 11;
    }

    public static class Node
    {
        public const int Input = 1, Output = 2, Name = 3, Operator = 4, Attribute = 5, Domain = 7;
    }

    public static class Attribute
    {
        public const int Name = 1, Float = 2, Integer = 3, Tensor = 5, Graph = 6, Integers = 8, Tensors = 10, Graphs = 11, Type = 20, Sparse = 22, Sparses = 23;
        public const int FloatType = 1, IntegerType = 2, IntegersType = 7;
    }

    public static class Tensor
    {
        public const int Dimension = 1, Type = 2, Name = 8, Raw = 9, ExternalData = 13, Location = 14;
        public const int External = 1;
    }

    public static class SparseTensor
    {
        public const int Values = 1, Indices = 2;
    }

    public static class Entry
    {
        public const int Key = 1, Value = 2;
    }

    public static class Value
    {
        public const int Name = 1, Type = 2, TensorType = 1, ElementType = 1, Shape = 2, Dimension = 1, Length = 1, Parameter = 2;
    }
}
