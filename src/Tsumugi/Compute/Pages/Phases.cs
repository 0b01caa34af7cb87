using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Pages;

/// <summary>The worker's words for phases and metrics, in the reader's language.</summary>
internal static class Phases
{
    public static Words Title(string? phase) => phase switch
    {
        "masked modelling" => new("事前学習（マスク言語モデリング）", "Pretraining (masked modelling)"),
        "causal modelling" => new("事前学習（次トークン予測）", "Pretraining (causal modelling)"),
        "continue" => new("継続事前学習", "Continued pretraining"),
        "finetune" => new("ファインチューニング（教師あり）", "Fine-tuning (supervised)"),
        "mixture" => new("マルチタスク学習", "Multi-task training"),
        "alignment" => new("統合（対照学習）", "Integration (contrastive alignment)"),
        "converting" => new("safetensors への変換", "Converting to safetensors"),
        "exporting" => new("ONNX への書き出し", "Exporting as ONNX"),
        "merging" => new("重みの統合（MB）", "Merging weights (MiB)"),
        "commands" => new("コマンドの実行", "Running commands"),
        "embedding" => new("埋め込みの計算", "Embedding"),
        _ => Words.Same(phase ?? ""),
    };

    public static Words Metric(string name) => name switch
    {
        "loss" => new("損失（ナット）", "Loss (nats)"),
        "validationLoss" => new("検証データの損失", "Validation loss"),
        "tokensPerSecond" => new("毎秒トークン数", "Tokens per second"),
        "learningRate" => new("学習率", "Learning rate"),
        "gradientNorm" => new("勾配ノルム", "Gradient norm"),
        "memoryBytes" => new("ワーカーのメモリ（バイト）", "Worker's memory (bytes)"),
        _ => Words.Same(name),
    };
}
