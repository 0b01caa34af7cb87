using System.Text.Json.Nodes;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Encoders;

public sealed class EncoderFolderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SaveLoadSave_sameBytes(bool causal)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (first, second) = (folder.Under("a"), folder.Under("b"));
        var config = EncoderTests.Config with { Causal = causal };
        var encoder = new Encoder(config);
        EncoderFolder.Save(first, encoder, new TokenHead(encoder), new ProteinTokenizer());
        Assert.Equal(config, EncoderFolder.ReadConfig(first));
        var other = new Encoder(config);
        var head = new TokenHead(other);
        Assert.True(EncoderFolder.Load(first, other, head));
        EncoderFolder.Save(second, other, head, new ProteinTokenizer());
        foreach (var file in new[] { "config.json", "model.safetensors" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(second, file)));
    }

    public static TheoryData<string> Views => ["dna", "protein", "nucleotide", "kmer", "smiles", "text", "bytes", "wordpiece"];

    [Theory]
    [MemberData(nameof(Views))]
    public void Save_everyVocabulary_isReadBackWithItsModel(string view)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        string[] words = ["[PAD]", "[CLS]", "[SEP]", "[MASK]", "[UNK]", "c", "##c", "##n", "cc"];
        File.WriteAllLines(Path.Combine(folder.Path, "words.txt"), words);
        var tokenizer = view switch
        {
            "kmer" => new KmerTokenizer(2, 2),
            "wordpiece" => WordPieceTokenizer.FromFile(Path.Combine(folder.Path, "words.txt"), lowerCase: false),
            _ => Tokenizers.Make(view, ["ccncccc", "cc"], 263),
        };
        var encoder = new Encoder(EncoderTests.Config with { View = view, Vocabulary = tokenizer.VocabularySize, Padding = tokenizer.Padding, Mask = tokenizer.Mask });
        EncoderFolder.Save(folder.Path, encoder, new TokenHead(encoder), tokenizer);
        var loaded = Tokenizers.Load(EncoderFolder.ReadConfig(folder.Path).View, folder.Path);
        Assert.Equal(tokenizer.VocabularySize, loaded.VocabularySize);
        Assert.Equal((tokenizer.Padding, tokenizer.Mask, tokenizer.FirstOrdinary, tokenizer.EndOrdinary), (loaded.Padding, loaded.Mask, loaded.FirstOrdinary, loaded.EndOrdinary));
        foreach (var item in new[] { "cccccccn", "cncccc" })
            Assert.Equal(tokenizer.Encode(item, 20), loaded.Encode(item, 20));
    }

    [Fact]
    public void Save_familyOfEsm_writesTheNamesThatHuggingFaceReads()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var encoder = new Encoder(EncoderTests.Config);
        EncoderFolder.Save(folder.Path, encoder, new TokenHead(encoder), new ProteinTokenizer());
        using var file = SafetensorsFile.Open(Path.Combine(folder.Path, "model.safetensors"));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([32, 32], file["esm.encoder.layer.1.attention.self.key.weight"].Shape);
        Assert.Equal([128, 32], file["esm.encoder.layer.0.intermediate.dense.weight"].Shape);
        Assert.Contains("lm_head.layer_norm.weight", file.Tensors.Keys);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "config.json")))!;
        Assert.Equal("EsmForMaskedLM", (string?)config["architectures"]![0]);
        Assert.Equal(32, (int)config["mask_token_id"]!);
    }

    /// <summary>Without the engine's own part, as others write it; with what older files carry beside.</summary>
    [Fact]
    public void Load_foreignEsm_strictly_passesOverWhatSaysNothing_andRefusesTheRest()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var config = EncoderTests.Config with { TokenDropout = true, FeedWidth = 96 };
        torch.manual_seed(3);
        var encoder = EncoderTests.Grown(new Encoder(config));
        WriteForeign(folder.Path, encoder, ("esm.contact_head.regression.weight", zeros(1, 4)), ("esm.embeddings.position_ids", zeros(1, 64)));
        var read = EncoderFolder.ReadConfig(folder.Path);
        Assert.Equal(config, read);
        var other = new Encoder(read);
        Assert.False(EncoderFolder.Load(folder.Path, other, head: null));
        var batch = Batch.Pack([[0, 5, 32, 7, 2]], CPU);
        EncoderTests.Same(encoder.forward(batch), other.forward(batch));

        WriteForeign(folder.Path, encoder, ("esm.encoder.layer.9.LayerNorm.weight", zeros(32)));
        var error = Assert.Throws<ParameterMismatchException>(() => EncoderFolder.Load(folder.Path, other, head: null));
        Assert.Equal(["unexpected esm.encoder.layer.9.LayerNorm.weight"], error.Faults);
    }

    [Theory]
    [InlineData("""{"model_type":"bert"}""", "bert")]
    [InlineData("""{"model_type":"esm","position_embedding_type":"absolute","hidden_act":"gelu"}""", "position_embedding_type")]
    [InlineData("""{"model_type":"esm","position_embedding_type":"rotary","hidden_act":"gelu","hidden_size":"x"}""", "hidden_size")]
    [InlineData("[1]", "not an object")]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"view":"protein","vocabulary":33}""", "cannot be read")]
    [InlineData("""{"tsumugi":{"view":"protein","vocabulary":"many"}}""", "cannot be read")]
    [InlineData("""{"view":"protein","vocabulary":33,"padding":1,"width":16,"layers":1,"heads":3,"maxTokens":66}""", "twice the 3 heads")]
    [InlineData("""{"view":"protein","vocabulary":33,"padding":1,"width":16,"layers":1,"heads":0,"maxTokens":66}""", "not positive")]
    [InlineData("""{"view":"protein","vocabulary":33,"padding":33,"width":16,"layers":1,"heads":2,"maxTokens":66}""", "none of the 33 tokens")]
    public void ReadConfig_whatIsNotKnown_isNamed(string json, string names)
    {
        using var folder = new Folder();
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), json);
        Assert.Contains(names, Assert.Throws<UnknownLayoutException>(() => EncoderFolder.ReadConfig(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_firstLayout_stillOpens()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var encoder = new Encoder(EncoderTests.Config);
        File.WriteAllText(
            Path.Combine(folder.Path, "config.json"),
            """{"view":"protein","vocabulary":33,"padding":1,"width":32,"layers":2,"heads":2,"maxTokens":64}""");
        ParameterFile.Save(Path.Combine(folder.Path, "model.safetensors"), encoder.named_parameters().Select(row => (row.name, (Tensor)row.parameter)));
        var other = new Encoder(EncoderFolder.ReadConfig(folder.Path));
        EncoderFolder.Load(folder.Path, other, head: null);
        var batch = Batch.Pack([[0, 5, 9, 7, 2]], CPU);
        EncoderTests.Same(encoder.forward(batch), other.forward(batch));
    }

    private static void WriteForeign(string folder, Encoder encoder, params (string Name, Tensor Tensor)[] beside)
    {
        var described = EsmLayout.Describe(encoder.Config, head: false);
        File.WriteAllText(Path.Combine(folder, "config.json"), described.ToJsonString());
        ParameterFile.Save(Path.Combine(folder, "model.safetensors"), EsmLayout.Parameters(encoder, null).Concat(beside));
    }
}
