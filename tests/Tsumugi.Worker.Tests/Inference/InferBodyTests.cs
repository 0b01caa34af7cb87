using System.Text;
using CsCheck;
using Tsumugi.Client.Inference;

namespace Tsumugi.Worker.Tests.Inference;

/// <summary>Bodies of the Open Inference Protocol and of its binary tensor data extension.</summary>
public sealed class InferBodyTests
{
    private static readonly Gen<Tensor> Tensors = Gen.OneOf(
        Gen.Float.Array[0, 9].Select(values => Tensor.OfFloats("x", [values.Length], values)),
        Gen.Long.Array[0, 9].Select(values => Tensor.OfLongs("x", values)),
        Gen.String[0, 9].Array[0, 5].Select(texts => Tensor.OfTexts("x", [.. texts.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))])));

    [Fact]
    public void Response_writtenAndReadAgain_isTheSame() => Gen.Select(Tensors.Array[0, 4], Gen.Bool.Array[4]).Sample((tensors, binary) =>
    {
        List<Tensor> named = [.. tensors.Index().Select(one => one.Item with { Name = $"output {one.Index}" })];
        var response = new InferResponse { ModelName = "lab/m", ModelVersion = "1f", Id = "42", Outputs = named };
        var body = response.Write(name => binary[int.Parse(name[7..], System.Globalization.CultureInfo.InvariantCulture)] || named.Any(tensor => tensor.Datatype == Datatype.F32));
        var read = InferResponse.Read(body.Bytes, body.HeaderLength);
        Assert.Equal(("lab/m", "1f", "42"), (read.ModelName, read.ModelVersion, read.Id));
        Assert.Equal(named.Select(tensor => (tensor.Name, tensor.Datatype, Raw: Convert.ToHexString(tensor.Raw.Span))),
            read.Outputs.Select(tensor => (tensor.Name, tensor.Datatype, Raw: Convert.ToHexString(tensor.Raw.Span))));
    });

    [Fact]
    public void Request_ofAnyBytes_isReadOrRefusedInWords() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Long[-5, 300]).Sample((bytes, length) =>
    {
        try
        {
            InferRequest.Read(bytes, length == 300 ? null : length);
        }
        catch (InvalidInferenceException error)
        {
            Assert.NotEmpty(error.Message);
        }
    });

    [Fact]
    public void Request_withABitChanged_isReadOrRefusedInWords()
    {
        var good = new InferRequest { Id = "1", Inputs = [Tensor.OfTexts("protein", ["MKT", "MW"])], Outputs = [new("protein.embedding", true)] }.Write();
        Gen.Select(Gen.Int[0, good.Bytes.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var bytes = good.Bytes.ToArray();
            bytes[at] = value;
            try
            {
                InferRequest.Read(bytes, good.HeaderLength);
            }
            catch (InvalidInferenceException error)
            {
                Assert.NotEmpty(error.Message);
            }
        });
    }

    [Fact]
    public void Request_ofTheSpecification_isRead()
    {
        // The example of the binary tensor data extension: 2 × 2 UINT32 and three BOOL.
        var json = """{"model_name":"mymodel","inputs":[{"name":"input0","shape":[2,2],"datatype":"UINT32","parameters":{"binary_data_size":16}},{"name":"input1","shape":[3],"datatype":"BOOL","parameters":{"binary_data_size":3}}],"outputs":[{"name":"output0","parameters":{"binary_data":true}}]}"""u8;
        var request = InferRequest.Read((byte[])[.. json, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 1], json.Length);
        Assert.Equal([("input0", 16), ("input1", 3)], request.Inputs.Select(input => (input.Name, input.Raw.Length)));
        Assert.True(request.IsBinary("output0"));
    }

    [Theory]
    [InlineData("""{"inputs":[{"name":"a","shape":[2,2],"datatype":"INT64","data":[[1,2],[3,4]]}]}""", "0100000000000000020000000000000003000000000000000400000000000000")]
    [InlineData("""{"inputs":[{"name":"a","shape":[4],"datatype":"INT8","data":[1,-1,127,-128]}]}""", "01FF7F80")]
    [InlineData("""{"inputs":[{"name":"a","shape":[2],"datatype":"UINT16","data":[1,65535]}]}""", "0100FFFF")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"FP64","data":[1]}]}""", "000000000000F03F")]
    [InlineData("""{"inputs":[{"name":"a","shape":[2],"datatype":"FP32","data":[1,-2.5]}]}""", "0000803F000020C0")]
    [InlineData("""{"inputs":[{"name":"a","shape":[2],"datatype":"BOOL","data":[true,false]}]}""", "0100")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"UINT64","data":[18446744073709551615]}]}""", "FFFFFFFFFFFFFFFF")]
    [InlineData("""{"inputs":[{"name":"a","shape":[2],"datatype":"BYTES","data":["é",""]}]}""", "02000000C3A900000000")]
    public void Data_asJson_becomesTheBytesOfTheExtension(string json, string raw) =>
        Assert.Equal(raw, Convert.ToHexString(Assert.Single(InferRequest.Read(Encoding.UTF8.GetBytes(json), null).Inputs).Raw.Span));

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "no 'inputs'")]
    [InlineData("""{"inputs":[]}""", "no inputs")]
    [InlineData("""{"inputs":{}}""", "no list")]
    [InlineData("""{"id":7,"inputs":[]}""", "'id'")]
    [InlineData("""{"inputs":[7]}""", "no JSON object")]
    [InlineData("""{"inputs":[{"shape":[1],"datatype":"BYTES","data":["a"]}]}""", "no 'name'")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"BYTES","data":["a"]}]}""", "no 'shape'")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"data":["a"]}]}""", "no 'datatype'")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"TEXT","data":["a"]}]}""", "there are BYTES, FP32")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES"}]}""", "no 'data'")]
    [InlineData("""{"inputs":[{"name":"a","shape":[2],"datatype":"BYTES","data":["a"]}]}""", "has 1 elements")]
    [InlineData("""{"inputs":[{"name":"a","shape":[-1],"datatype":"BYTES","data":["a"]}]}""", "negative")]
    [InlineData("""{"inputs":[{"name":"a","shape":[4294967296,4294967296],"datatype":"BYTES","data":["a"]}]}""", "larger than any")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1.5],"datatype":"BYTES","data":["a"]}]}""", "whole numbers")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","data":[7]}]}""", "7 is not BYTES")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","data":["\ud800"]}]}""", "half a character")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"INT8","data":[128]}]}""", "128 is not INT8")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":[1e300]}]}""", "is not FP32")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"FP16","data":[1]}]}""", "binary data")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","data":["a"]},{"name":"a","shape":[1],"datatype":"BYTES","data":["a"]}]}""", "twice")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":9}}]}""", "0 are left")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":-1}}]}""", "no number of bytes")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","data":["a"],"parameters":{"binary_data_size":0}}]}""", "both")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","data":["a"],"parameters":7}]}""", "'parameters'")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","data":["a"]}],"outputs":[{}]}""", "no 'name'")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","data":["a"]}],"outputs":[{"name":"b","parameters":{"binary_data":1}}]}""", "neither true nor false")]
    public void Request_thatIsWrong_isRefusedInWords(string json, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidInferenceException>(() => InferRequest.Read(Encoding.UTF8.GetBytes(json), null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "no JSON")]
    [InlineData(1000, "the body has")]
    [InlineData(-1, "the body has")]
    public void Request_whoseHeaderLengthIsWrong_isRefusedInWords(long length, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidInferenceException>(() => InferRequest.Read("{}"u8.ToArray(), length)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("09000000", "longer than what is left")]
    [InlineData("0000", "longer than what is left")]
    [InlineData("01000000410100000042", "has 2 elements")]
    public void Request_whoseBinaryTextsAreCutOff_isRefusedInWords(string raw, string words)
    {
        var bytes = Convert.FromHexString(raw);
        var json = Encoding.UTF8.GetBytes($$$"""{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":{{{bytes.Length}}}}}]}""");
        Assert.Contains(words, Assert.Throws<InvalidInferenceException>(() => InferRequest.Read((byte[])[.. json, .. bytes], json.Length)).Message, StringComparison.Ordinal);
        Assert.Contains("belong to no tensor", Assert.Throws<InvalidInferenceException>(() => InferRequest.Read(
            (byte[])[.. """{"inputs":[{"name":"a","shape":[0],"datatype":"BYTES","data":[]}]}"""u8, .. bytes], 66)).Message, StringComparison.Ordinal);
    }
}
