using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Parameters;

namespace Tsumugi.Torch.EncoderDecoder;

/// <summary>The shape of an encoder–decoder. All but the number of heads can be told from its parameters.</summary>
public sealed record SequenceToSequenceConfig
{
    public required int SourceTokens { get; init; }

    public required int TargetTokens { get; init; }

    public required int Width { get; init; }

    public required int InnerWidth { get; init; }

    public required int EncoderLayers { get; init; }

    public required int DecoderLayers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Positions learned on the source's side.</summary>
    public required int MaxSource { get; init; }

    /// <summary>Positions learned on the target's side.</summary>
    public required int MaxTarget { get; init; }

    /// <summary>The token that stands for nothing, on both sides.</summary>
    public int Padding { get; init; }

    internal int HeadWidth => Width / Heads;

    /// <exception cref="ParameterMismatchException">A tensor that tells the shape is missing, or the width is no multiple of the heads.</exception>
    public static SequenceToSequenceConfig Of(IParameterSource source, int heads)
    {
        var (tokens, width) = Matrix(source, "encoder.tok_embedding.weight");
        return width % heads != 0
            ? throw new ParameterMismatchException(source.Name, [$"its width of {width} is no multiple of {heads} heads"])
            : new()
            {
                SourceTokens = tokens,
                TargetTokens = Matrix(source, "decoder.tok_embedding.weight").Rows,
                Width = width,
                InnerWidth = Matrix(source, "encoder.layers.0.positionwise_feedforward.fc_1.weight").Rows,
                EncoderLayers = Layers(source, "encoder"),
                DecoderLayers = Layers(source, "decoder"),
                Heads = heads,
                MaxSource = Matrix(source, "encoder.pos_embedding.weight").Rows,
                MaxTarget = Matrix(source, "decoder.pos_embedding.weight").Rows,
            };
    }

    private static int Layers(IParameterSource source, string side)
    {
        var layers = 0;
        while (source.Parameters.ContainsKey($"{side}.layers.{layers}.ff_layer_norm.weight"))
            layers++;
        return layers;
    }

    private static (int Rows, int Columns) Matrix(IParameterSource source, string name) => source.Parameters.GetValueOrDefault(name) switch
    {
        null => throw new ParameterMismatchException(source.Name, [$"missing {name}"]),
        { Shape: [var rows, var columns] } when rows is > 0 and <= int.MaxValue && columns is > 0 and <= int.MaxValue => ((int)rows, (int)columns),
        var other => throw new ParameterMismatchException(source.Name, [$"{name} is [{string.Join(", ", other.Shape)}], and no matrix"]),
    };
}
